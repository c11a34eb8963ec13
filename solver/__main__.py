"""Command line: `python -m solver COMMAND`; one JSON line out, exit code 2 and a line for each fault for bad input."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from solver.commands import benching, explaining, generating, kernels, repairing, solving
from solver.commands.files import BadInput

COMMANDS = (solving, generating, explaining, repairing, benching, kernels)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when it succeeded, 1 when the answer is no, 2 for bad input, 130 when interrupted."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except BadInput as bad:
        for line in bad.lines:
            print(line, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m solver", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in COMMANDS:
        module.add_commands(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
