"""What setup.cfg and the lock files say agrees with what lies in the folders, and nothing names hosts or machines."""

from __future__ import annotations

import configparser
import json
import re

import pytest

from tests.architecture.sources import PROJECT, project_files, python_files, relative

LOCKS = ("requirements/base.txt", "requirements/dev.txt", "requirements/tools.txt", "requirements/node.txt")
ROOT_FOLDERS = {"trainer.templates", "trainer.static", "trainer.seeds"}
HOST = re.compile(r"https?://|\b[\w-]+\.(pythonhosted|pypi|npmjs|npmmirror|tuna|aliyun)\.\w+", re.IGNORECASE)
MACHINE_PATH = re.compile(r"(?<![\w.~<}-])/(home|root|Users|work|opt|mnt|srv)/[\w.]")
REGISTRY = re.compile(
    r"(pypi\.(org|tuna)|files\.pythonhosted|registry\.npmjs|registry\.npmmirror|mirrors\.(aliyun|tuna)|"
    r"deb\.debian)\.?\w*",
    re.IGNORECASE,
)
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ]+)(?P<marker>[^\\]*)", re.MULTILINE)
# The words that name them have to stand somewhere.
SPEAKS_OF_HOSTS = ("tests/architecture/test_packaging.py",)


def setup_list(section: str, option: str) -> list[str]:
    config = configparser.ConfigParser()
    config.read(PROJECT / "setup.cfg", encoding="utf-8")
    return [line for line in config[section][option].splitlines() if line]


def required(name: str) -> list[str]:
    lines = (PROJECT / "requirements" / name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith(("-r", "#"))]


def pins(lock: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for match in PIN.finditer((PROJECT / lock).read_text("utf-8")):
        found.setdefault(match["name"], set()).add(match["version"])
    return found


def readable_files() -> dict[str, str]:
    texts = {}
    for path in project_files():
        try:
            texts[relative(path)] = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue
    return texts


def test_every_package_folder_is_listed_in_setup_cfg() -> None:
    folders = {
        relative(path.parent).replace("/", ".")
        for path in python_files("trainer", "solver")
        if path.name == "__init__.py"
    }
    assert set(setup_list("options", "packages")) == folders | ROOT_FOLDERS


def test_every_folder_with_python_files_is_a_package() -> None:
    files = python_files("trainer", "solver")
    bare = {relative(path.parent) for path in files if not (path.parent / "__init__.py").is_file()}
    assert bare - {"trainer/migrations/versions"} == set()


def test_setup_cfg_asks_for_what_the_locks_are_made_from() -> None:
    assert setup_list("options", "install_requires") == required("base.in")
    assert setup_list("options.extras_require", "test") == required("dev.in")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_a_lock_carries_hashes(lock: str) -> None:
    text = (PROJECT / lock).read_text("utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    assert blocks
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("lock", [*LOCKS, "package-lock.json", ".npmrc"])
def test_a_lock_names_no_host(lock: str) -> None:
    assert HOST.findall(without_funding(lock)) == []


def without_funding(lock: str) -> str:
    """The text of a lock; in npm's, "funding" holds the home pages of authors, which are no sources of code."""
    text = (PROJECT / lock).read_text("utf-8")
    if not lock.endswith(".json"):
        return text
    packages = json.loads(text)["packages"]
    return json.dumps([{key: value for key, value in entry.items() if key != "funding"} for entry in packages.values()])


def test_every_package_of_the_npm_lock_is_held_by_its_hash() -> None:
    packages = json.loads((PROJECT / "package-lock.json").read_text("utf-8"))["packages"]
    loose = [name for name, entry in packages.items() if name and not entry.get("link") and "integrity" not in entry]
    assert loose == []


def test_what_runs_is_what_was_tested() -> None:
    tested = pins("requirements/dev.txt")
    differing = {name: (versions, tested.get(name)) for name, versions in pins("requirements/base.txt").items()}
    assert {name: pair for name, pair in differing.items() if pair[0] != pair[1]} == {}


def test_no_file_names_a_package_registry() -> None:
    files = {name: text for name, text in readable_files().items() if name not in SPEAKS_OF_HOSTS}
    assert {name: found.group() for name, text in files.items() if (found := REGISTRY.search(text))} == {}


def test_no_file_names_a_path_of_one_machine() -> None:
    files = {name: text for name, text in readable_files().items() if name not in SPEAKS_OF_HOSTS}
    assert {name: found.group() for name, text in files.items() if (found := MACHINE_PATH.search(text))} == {}


def test_a_host_or_a_path_of_a_machine_would_be_found() -> None:
    assert HOST.search('"resolved": "https://registry.npmjs.org/htmx.org/-/htmx.org-2.0.4.tgz"')
    assert REGISTRY.search("pip install -i https://pypi.org/simple")
    assert MACHINE_PATH.search('FONT = "/home/me/fonts"')
    folder = "work"
    assert not MACHINE_PATH.search(f"{{{{ url }}}}/{folder}/orders and ~/{folder}/x and /usr/bin/chromium")
