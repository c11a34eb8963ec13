"""The command line: what each command does, and one clear line for everything that it refuses."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select, update

from tests import factories
from trainer.cli import main
from trainer.config import Config
from trainer.kit import audit
from trainer.kit.crypto import Vault
from trainer.kit.db import Database
from trainer.kit.tables import AuditEntry
from trainer.models.organisations import Organisation
from trainer.models.people import Account, Membership, Person, Role
from trainer.models.skills import Occupation

Run = Callable[..., Result]
KEY = "00" * 32
NEW_USER = {
    "--login": "Admin",
    "--name": "王敏",
    "--role": "administrator",
    "--organisation": "12310117425000030E",
    "--organisation-name": "某区人力资源和社会保障局",
    "--organisation-kind": "bureau",
    "--region": "310117",
    "--id-number": "310117199001011235",
    "--password": "long enough 1",
}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Settings of a deployment of the test's own, in English."""
    return {
        "TRAINER_DATA_DIR": str(tmp_path),
        "TRAINER_DATABASE": f"sqlite:///{tmp_path / 'cli.db'}",
        "TRAINER_SECRET_KEY": "s" * 64,
        "TRAINER_DATA_KEY": KEY,
        "LC_ALL": "C.UTF-8",
    }


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    """run("user", "add", ..., TRAINER_PORT="0") invokes the command line."""

    def invoke(*arguments: str, **settings: str) -> Result:
        return CliRunner().invoke(main, arguments, env={**environment, **settings})

    return invoke


@pytest.fixture
def cli_database(environment: dict[str, str]) -> Database:
    """The database that the commands work on."""
    return Database(environment["TRAINER_DATABASE"], Vault(bytes.fromhex(KEY)))


def options(**changed: str) -> list[str]:
    values = {**NEW_USER, **{f"--{name.replace('_', '-')}": value for name, value in changed.items()}}
    return [part for pair in values.items() for part in pair]


def refusal(result: Result) -> str:
    """The one line of a refused command."""
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    lines = [line for line in result.output.strip().splitlines() if not line.startswith(("Usage:", "Try "))]
    assert len([line for line in lines if line]) == 1, result.output
    assert "Traceback" not in result.output
    return lines[-1]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TRAINER_PORT", "eighty", "TRAINER_PORT must be a whole number, not 'eighty'"),
        ("TRAINER_PORT", "70000", "TRAINER_PORT must lie between 0 and 65535"),
        ("TRAINER_THREADS", "0", "TRAINER_THREADS must be at least 1"),
        ("TRAINER_SECURE_COOKIES", "perhaps", "TRAINER_SECURE_COOKIES must be true or false, not 'perhaps'"),
        ("TRAINER_DATA_KEY", "short", "TRAINER_DATA_KEY must be 64 hexadecimal digits"),
        ("TRAINER_DATABASE", "nonsense", "TRAINER_DATABASE is not a database URL"),
        ("TRAINER_DATABASE", "mysql://localhost/x", "must begin with sqlite: or postgresql:, not mysql:"),
    ],
)
def test_a_bad_setting_is_named_in_one_line(run: Run, name: str, value: str, said: str) -> None:
    assert said in refusal(run("migrate", **{name: value}))


def test_a_database_that_cannot_be_reached_is_told_in_one_line(run: Run) -> None:
    line = refusal(run("migrate", TRAINER_DATABASE="postgresql://nobody:secret@127.0.0.1:9/none"))
    assert "The database cannot be used" in line
    assert "secret" not in line


def test_a_data_folder_that_cannot_be_written_is_told_in_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert "file" in refusal(run("migrate", TRAINER_DATA_DIR=str(tmp_path / "file"), TRAINER_DATA_KEY=""))


def test_an_unknown_command_is_refused(run: Run) -> None:
    assert "No such command 'fly'" in refusal(run("fly"))


def test_the_schema_moves_up_and_down(run: Run, cli_database: Database) -> None:
    assert run("migrate").exit_code == 0
    with cli_database.reading() as session:
        assert session.scalar(select(func.count(Organisation.id))) == 0
    assert run("migrate", "--to", "base").output == "The schema is at base.\n"
    assert run("migrate").exit_code == 0


def test_an_unknown_revision_is_refused(run: Run) -> None:
    assert refusal(run("migrate", "--to", "nowhere")) == "Error: There is no revision nowhere."


@pytest.mark.parametrize("command", [["serve"], ["worker"], ["seed"], ["schedule"], ["audit", "verify"]])
def test_an_empty_database_asks_for_its_schema(run: Run, command: list[str]) -> None:
    assert "trainer migrate" in refusal(run(*command))


def test_reference_data_are_loaded(run: Run, cli_database: Database) -> None:
    run("migrate")
    assert "occupations: " in run("seed").output
    with cli_database.reading() as session:
        assert session.scalar(select(func.count(Occupation.id))) > 30


def test_the_first_administrator_is_added_with_their_organisation(run: Run, cli_database: Database) -> None:
    run("migrate")
    result = run("user", "add", *options())
    assert result.output == "admin can sign in for 某区人力资源和社会保障局.\n"
    with cli_database.reading() as session:
        account = session.scalars(select(Account)).one()
        member = session.scalars(select(Membership)).one()
        assert (account.login_name, member.role) == ("admin", Role.ADMINISTRATOR)
        assert account.person.birth_date is not None


def test_a_second_person_joins_an_organisation_that_stands(run: Run, cli_database: Database) -> None:
    run("migrate")
    run("user", "add", *options())
    known = {"organisation_name": "", "login": "second", "id_number": factories.an_id_number()}
    assert run("user", "add", *options(**known)).exit_code == 0
    with cli_database.reading() as session:
        assert session.scalar(select(func.count(Organisation.id))) == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"id_number": "310117199001011234"}, "The last character should be 5."),
        ({"organisation": "12310117425000030A"}, "Credit code 12310117425000030A: The last character should be E."),
        ({"organisation_name": ""}, "give its name and kind to record it"),
        ({"region": "31"}, "A region code has six digits."),
        ({"phone": "123"}, "A mobile number has 11 digits"),
        ({"password": "short"}, "A password needs at least 10 characters"),
        ({"login": "a b"}, "A sign-in name has 2 to 64 letters"),
        ({"name": " "}, "The name is missing."),
        ({"role": "king"}, "'king' is not one of"),
        ({"id_type": "library_card"}, "'library_card' is not one of"),
    ],
)
def test_bad_input_adds_nobody(run: Run, cli_database: Database, changed: dict[str, str], said: str) -> None:
    run("migrate")
    assert said in refusal(run("user", "add", *options(**changed)))
    with cli_database.reading() as session:
        for table in (Organisation, Person, Account, Membership, AuditEntry):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_a_sign_in_name_is_given_once(run: Run) -> None:
    run("migrate")
    run("user", "add", *options())
    again = options(id_number=factories.an_id_number())
    assert refusal(run("user", "add", *again)) == "Error: The sign-in name admin is taken"


def test_refusals_are_said_in_the_language_of_the_terminal(run: Run) -> None:
    run("migrate")
    assert refusal(run("user", "add", *options(region="31"), LC_ALL="zh_CN.UTF-8")) == "Error: 行政区划代码为六位数字。"


def test_only_bases_are_scheduled(run: Run) -> None:
    run("migrate")
    run("user", "add", *options())
    line = refusal(run("schedule", "--organisation", NEW_USER["--organisation"]))
    assert line == f"Error: No base has the code {NEW_USER['--organisation']}."
    assert "The last character should be" in refusal(run("schedule", "--organisation", "12310117425000030A"))


def test_a_run_of_no_seconds_is_refused(run: Run) -> None:
    assert "--seconds" in refusal(run("schedule", "--seconds", "0"))


def test_files_that_are_no_certificates_are_told_apart(run: Run, tmp_path: Path) -> None:
    run("migrate")
    (tmp_path / "unknown.pdf").write_bytes(b"%PDF-1.4 nothing of ours")
    (tmp_path / "notes.txt").write_bytes(b"no PDF")
    assert run("certificate", "verify", str(tmp_path / "unknown.pdf")).exit_code == 1
    assert run("certificate", "verify", str(tmp_path / "notes.txt")).exit_code == 2
    assert "does not exist" in refusal(run("certificate", "verify", str(tmp_path / "absent.pdf")))


def test_a_tampered_audit_trail_is_found(run: Run, cli_database: Database) -> None:
    run("migrate")
    run("user", "add", *options())
    assert run("audit", "verify").output == "2 chains are whole.\n"
    with cli_database.transaction() as session:
        chain = next(name for name in audit.chains(session) if name != audit.PLATFORM)
        second = (AuditEntry.chain == chain, AuditEntry.sequence == 2)
        session.execute(update(AuditEntry).where(*second).values(actor="somebody else"))
    result = run("audit", "verify")
    assert result.exit_code == 1
    assert result.output == f"Chain {chain} is broken at entry 2.\n"


def test_the_demonstration_keeps_away_from_other_data(run: Run, cli_database: Database) -> None:
    run("migrate")
    run("user", "add", *options())
    assert "needs an empty one" in refusal(run("demo", "--no-serve"))
    with cli_database.reading() as session:
        assert session.scalar(select(func.count(Organisation.id))) == 1


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_the_server_answers_and_stops_cleanly(run: Run, environment: dict[str, str], stop: signal.Signals) -> None:
    run("migrate")
    port = free_port()
    settings = {**os.environ, **environment, "TRAINER_PORT": str(port)}
    with subprocess.Popen(
        [sys.executable, "-m", "trainer.cli", "serve"], env=settings, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        try:
            assert server.stdout.readline() == f"Serving at http://127.0.0.1:{port} (Ctrl-C stops)\n"
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
                assert answer.status == 200
            server.send_signal(stop)
            assert server.wait(timeout=20) == 0
        finally:
            server.kill()


def test_a_taken_port_is_told_in_one_line(run: Run) -> None:
    run("migrate")
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        line = refusal(run("serve", TRAINER_PORT=str(holder.getsockname()[1])))
    assert "in use" in line


def test_the_worker_stops_on_sigterm(run: Run, environment: dict[str, str]) -> None:
    run("migrate")
    with subprocess.Popen(
        [sys.executable, "-m", "trainer.cli", "worker"],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stdout is not None
        try:
            assert worker.stdout.readline() == "Waiting for jobs (Ctrl-C stops)\n"
            time.sleep(0.5)
            worker.terminate()
            assert worker.wait(timeout=20) == 0
        finally:
            worker.kill()


def test_every_setting_has_a_default_that_works() -> None:
    assert Config.from_environment({"TRAINER_SECRET_KEY": "s", "TRAINER_DATA_KEY": KEY}).data_key_bytes() == bytes(32)
