"""Pages of the demo district under load: 20 requests a second, planned arrivals, percentiles from the planned moment.

    python -m tests.benchmarks.pages [--rate 20] [--seconds 30] [--seed 1]

Serves a fresh copy of the demo database (made by `trainer demo --no-serve` into a temporary folder unless --data-dir
names one), signs every demo account in, and asks for the pages that their menus, tabs and home pages link to.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

LINK = re.compile(r'href="(/[^"#]*)"')
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
SKIPPED = ("/static/", "/sign-out", "/language")


@dataclass(frozen=True)
class Visit:
    """One page of one signed-in account."""

    account: str
    cookie: str
    path: str


def main() -> None:
    """Run the benchmark and print its figures."""
    options = parse()
    with tempfile.TemporaryDirectory() as folder:
        data_dir = options.data_dir or Path(folder)
        if options.data_dir is None:
            make_demo(data_dir, options.database)
        with served(data_dir, options.database) as port:
            visits = [visit for name in options.accounts for visit in pages_of(port, name, options.password)]
            print(f"{len(visits)} pages of {len(options.accounts)} accounts, {options.rate}/s for {options.seconds} s")
            report(load(port, visits, options.rate, options.seconds, options.seed))


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--database", default="")
    parser.add_argument("--password", default=os.environ.get("TRAINER_DEMO_PASSWORD", "demo-2026-district"))
    parser.add_argument(
        "--accounts",
        nargs="+",
        default=["scheduler", "enterprise", "trainee", "instructor", "assessor", "certification", "school", "bureau"],
    )
    return parser.parse_args()


def environment(data_dir: Path, database: str) -> dict[str, str]:
    """The settings of the benchmark's own deployment."""
    own = {"TRAINER_DATA_DIR": str(data_dir), "TRAINER_SIGN_INS_PER_MINUTE": "1000", "TRAINER_DATABASE": database}
    return {**os.environ, **own}


def make_demo(data_dir: Path, database: str) -> None:
    """Load and schedule the demo district."""
    command = [sys.executable, "-m", "trainer.cli", "demo", "--no-serve"]
    subprocess.run(command, check=True, env=environment(data_dir, database), stdout=subprocess.DEVNULL)


@contextmanager
def served(data_dir: Path, database: str) -> Iterator[int]:
    """`trainer serve` on a free port until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {**environment(data_dir, database), "TRAINER_PORT": str(port)}
    server = subprocess.Popen([sys.executable, "-m", "trainer.cli", "serve"], env=settings, stdout=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(port: int) -> None:
    """Return when the server answers; raises TimeoutError after 30 seconds."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if get(port, "/healthz", "")[0] == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the server did not answer")


def get(port: int, path: str, cookie: str) -> tuple[int, str, str]:
    """Status, body and new cookie of one GET."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Cookie": cookie, "Accept": "text/html"})
    answer = connection.getresponse()
    body = answer.read().decode(errors="replace")
    fresh = (answer.getheader("Set-Cookie") or cookie).split(";")[0]
    connection.close()
    return answer.status, body, fresh


def sign_in(port: int, name: str, password: str) -> str:
    """The cookie of a signed-in account; raises RuntimeError when the password is refused."""
    _status, body, cookie = get(port, "/sign-in", "")
    token = TOKEN.search(body)
    if token is None:
        raise RuntimeError("the sign-in page has no form")
    form = urlencode({"login_name": name, "password": password, "csrf_token": token.group(1)})
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/sign-in", body=form, headers=headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 302:
        raise RuntimeError(f"{name} could not sign in: {answer.status}")
    return (answer.getheader("Set-Cookie") or "").split(";")[0]


def pages_of(port: int, name: str, password: str) -> list[Visit]:
    """The pages that the account's home page links to, two levels deep, at most 40."""
    cookie = sign_in(port, name, password)
    found: dict[str, None] = {"/": None}
    for path in ["/", *links(port, "/", cookie)]:
        found.update(dict.fromkeys([path, *links(port, path, cookie)[:6]]))
    return [Visit(name, cookie, path) for path in list(found)[:40]]


def links(port: int, path: str, cookie: str) -> list[str]:
    """The same-site pages that a page links to; downloads are left out."""
    status, body, _cookie = get(port, path, cookie)
    if status != 200:
        return []
    found = dict.fromkeys(link.replace("&amp;", "&") for link in LINK.findall(body))
    return [link for link in found if not link.startswith(SKIPPED) and "download" not in link and "export" not in link]


def load(port: int, visits: list[Visit], rate: int, seconds: int, seed: int) -> list[tuple[Visit, int, float]]:
    """Ask at planned moments, whatever the answers take; seconds count from the planned moment."""
    chance = random.Random(seed)
    start = time.monotonic() + 0.5
    results: list[tuple[Visit, int, float]] = []

    def ask(visit: Visit, planned: float) -> None:
        status, _body, _cookie = get(port, visit.path, visit.cookie)
        results.append((visit, status, time.monotonic() - planned))

    threads = []
    for number in range(rate * seconds):
        planned = start + number / rate
        time.sleep(max(0.0, planned - time.monotonic()))
        thread = threading.Thread(target=ask, args=(chance.choice(visits), planned))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join(timeout=60)
    return results


def report(results: list[tuple[Visit, int, float]]) -> None:
    """Print percentiles in ms, errors, and the slowest pages."""
    times = sorted(took * 1000 for _visit, _status, took in results)
    cuts = statistics.quantiles(times, n=100)
    errors = [(visit.path, status) for visit, status, _took in results if status >= 400]
    print(f"requests {len(times)}  errors {len(errors)}  p50 {cuts[49]:.0f} ms  p95 {cuts[94]:.0f} ms")
    print(f"max {times[-1]:.0f} ms  load average {os.getloadavg()[0]:.2f}")
    slowest: dict[str, float] = {}
    for visit, _status, took in results:
        slowest[visit.path] = max(slowest.get(visit.path, 0.0), took * 1000)
    for path, took in sorted(slowest.items(), key=lambda pair: -pair[1])[:8]:
        print(f"  {took:6.0f} ms  {path}")
    for path, status in errors[:8]:
        print(f"  error {status}  {path}")


if __name__ == "__main__":
    main()
