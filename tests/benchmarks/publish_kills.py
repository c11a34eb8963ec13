"""Kill -9 in the middle of publishing: afterwards exactly the old or the new timetable is there, never a mixture.

    python -m tests.benchmarks.publish_kills [--kills 200] [--engine sqlite|postgresql|both] [--seed 1] [--cohorts 2]

Each kill hits a process of its own at a random moment between the start of the publication and a little after its end.
Old and new are told apart by the hash of the bookings, every slot claim, the pointer with its revision, the notices
and the audit chain. The negative control publishes in two transactions and must be found out.
"""

from __future__ import annotations

import argparse
import time

from tests import engines
from tests.trainer.scheduling import killing


def main() -> None:
    """Kill on the chosen engines and print what was found; fail on any mixture, or when the control goes unnoticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--engine", choices=(*engines.ENGINES, "both"), default="both")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cohorts", type=int, default=2)
    options = parser.parse_args()
    for engine in engines.ENGINES if options.engine == "both" else (options.engine,):
        run(engine, options.kills, options.seed, options.cohorts)


def run(engine: str, kills: int, seed: int, cohorts: int) -> None:
    """One engine: the kills, then the control."""
    stage = killing.set_stage(engines.new_database(engine), cohorts=cohorts)
    began = time.perf_counter()
    found = killing.kill_many(stage, kills, seed)
    seconds = time.perf_counter() - began
    unheard = found["new"] - found["acknowledged"]
    print(f"{engine}: {kills} kills in {seconds:.0f} s: {found['old']} old, {found['new']} new, 0 mixtures;")
    print(f"  of the new ones {found['acknowledged']} had been acknowledged, {unheard} were committed and not heard of")
    check_control(engine)


def check_control(engine: str) -> None:
    """A publication in two transactions, killed between them, must be told as a mixture."""
    stage = killing.set_stage(engines.new_database(engine))
    killing.kill_while_publishing(stage, 0, killing.publish_in_two_steps)
    try:
        killing.state_of(stage)
    except killing.Mixture as mixture:
        print(f"{engine}: negative control found out: {mixture}")
    else:
        raise SystemExit(f"{engine}: the negative control went unnoticed")


if __name__ == "__main__":
    main()
