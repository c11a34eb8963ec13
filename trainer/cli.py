"""The command line: everything an operator does, each command one transaction or a few.

A refused command says why in one line and ends with 2; a command that answers a question says no with 1.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click
import psycopg
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError, ProgrammingError

from trainer import migrations
from trainer.accounts import registration
from trainer.app import create_app, make_platform
from trainer.certification.services import verify_file
from trainer.config import BadSetting, Config
from trainer.kit import audit
from trainer.kit.checked_data import BadData
from trainer.kit.errors import TrainerError
from trainer.kit.identifiers import ID_TYPES
from trainer.kit.messages import Message, msg
from trainer.kit.wording import in_chinese, in_english
from trainer.models.organisations import OrganisationKind
from trainer.models.people import Role
from trainer.seeding import demo, reference, timetables
from trainer.web import serving
from trainer.web.platform import Platform

ENGINES = ("sqlite", "postgresql", "postgres")


class Refused(click.ClickException):
    """A command that cannot be carried out; nothing was changed."""

    exit_code = 2


class Commands(click.Group):
    """The commands, with every expected error told in one line."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for; raises Refused instead of showing a traceback."""
        try:
            return super().invoke(ctx)
        except BadData as error:
            raise Refused("\n".join(say(fault_line(fault.path, fault.message)) for fault in error.faults)) from error
        except TrainerError as error:
            parts = [error.message, *([error.way_out] if error.way_out else [])]
            raise Refused(" ".join(say(part) for part in parts)) from error
        except BadSetting as error:
            raise Refused(str(error)) from error
        except (OperationalError, ProgrammingError, psycopg.Error) as error:
            why = first_line(getattr(error, "orig", error))
            raise Refused(say(msg("The database cannot be used: %(why)s", why=why))) from error
        except OSError as error:
            raise Refused(first_line(error)) from error


def fault_line(path: str, fault: Message) -> Message:
    """A fault of a data file with its path."""
    return msg("%(path)s: %(fault)s", path=path, fault=fault)


def first_line(error: object) -> str:
    """An error of a library, without what it adds below."""
    return str(error).strip().split("\n")[0]


def say(message: Message) -> str:
    """A message in the language of the terminal's locale: Chinese where it says zh, else English."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return in_chinese(message) if locale.lower().startswith("zh") else in_english(message)


def tell(message: Message) -> None:
    """Print a message for the person at the terminal."""
    click.echo(say(message))


def platform_from(config: Config) -> Platform:
    """The application's parts for these settings; raises BadSetting for a database that is none of ours."""
    try:
        backend = make_url(config.database_url).get_backend_name()
    except ArgumentError as error:
        raise BadSetting("TRAINER_DATABASE is not a database URL") from error
    if backend not in ENGINES:
        raise BadSetting(f"TRAINER_DATABASE must begin with sqlite: or postgresql:, not {backend}:")
    return make_platform(config)


def ready_platform() -> Platform:
    """The platform of the environment's settings, over a database whose schema is up to date."""
    platform = platform_from(Config.from_environment())
    if not migrations.is_current(platform.database):
        raise Refused(say(msg("The database's schema is not up to date: run `trainer migrate` first.")))
    return platform


@click.group(cls=Commands)
@click.version_option(package_name="trainer")
def main() -> None:
    """Programmes, scheduling and certificates of public training bases (实训排程)."""


@main.command()
def serve() -> None:
    """Serve the pages and run the background jobs until SIGTERM or Ctrl-C."""
    run_server(ready_platform())


def run_server(platform: Platform) -> None:
    """Serve until a signal comes; the job workers live in the same process."""
    serving.serve(
        create_app(platform),
        platform,
        lambda address: tell(msg("Serving at %(address)s (Ctrl-C stops)", address=address)),
    )


@main.command()
def worker() -> None:
    """Run the background jobs alone until SIGTERM or Ctrl-C."""
    platform = ready_platform()
    serving.work(platform, lambda: tell(msg("Waiting for jobs (Ctrl-C stops)")))


@main.command()
@click.option("--to", "revision", default="head", show_default=True, help="A revision, head, or base to remove all.")
def migrate(revision: str) -> None:
    """Move the database's schema to a revision, up or down."""
    platform = platform_from(Config.from_environment())
    try:
        migrations.migrate(platform.database, revision)
    except migrations.UnknownRevision as error:
        raise Refused(say(msg("There is no revision %(revision)s.", revision=revision))) from error
    tell(msg("The schema is at %(revision)s.", revision=migrations.revision_of(platform.database) or "base"))


@main.command()
def seed() -> None:
    """Load what every deployment needs: occupations, standards, courses, equipment, policies, the calendar."""
    platform = ready_platform()
    with platform.database.transaction() as session:
        counts = reference.load_reference_data(session)
    for name, count in counts.items():
        click.echo(f"{name}: {count}")


@main.group()
def user() -> None:
    """People who may sign in."""


@user.command("add")
@click.option("--login", prompt="Sign-in name", help="What the person signs in with.")
@click.option("--name", prompt="Name", help="The person's name.")
@click.option("--role", prompt=True, type=click.Choice([role.value for role in Role]))
@click.option("--organisation", prompt="Organisation (unified social credit code)", help="Its 18-character code.")
@click.option("--organisation-name", default="", help="Records the organisation under this name when it is new.")
@click.option("--organisation-kind", type=click.Choice([kind.value for kind in OrganisationKind]))
@click.option("--region", default="", help="Six-digit region code of a new organisation.")
@click.option("--id-number", prompt="Identity number", help="Identity document's number.")
@click.option("--id-type", type=click.Choice(ID_TYPES), default="resident_id", show_default=True)
@click.option("--phone", default="", help="Mobile number.")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, envvar="TRAINER_NEW_PASSWORD")
def add_user(login: str, password: str, **answers: Any) -> None:
    """Record a person with a role in an organisation, and let them sign in."""
    platform = ready_platform()
    with platform.database.transaction() as session:
        person, organisation = registration.register_member(session, registration.NewMember(**answers))
        registration.open_account(session, person, login, password)
        name = organisation.name
    tell(msg("%(login)s can sign in for %(organisation)s.", login=login.strip().lower(), organisation=name))


@main.command()
@click.option("--organisation", "codes", multiple=True, help="A base's credit code; without it, every base.")
@click.option("--seconds", type=click.IntRange(min=1), help="Time for each base; TRAINER_SOLVER_SECONDS by default.")
@click.option("--publish", is_flag=True, help="Publish each timetable that is whole and breaks no rule.")
def schedule(codes: tuple[str, ...], seconds: int | None, publish: bool) -> None:
    """Make a timetable for each base, one line of JSON each; ends with 1 unless every lesson was placed."""
    platform = ready_platform()
    whole = True
    for base_id in timetables.bases_to_schedule(platform.database, codes):
        allowed = seconds or platform.config.solver_seconds
        outcome = timetables.make_timetable(platform, base_id, seconds=allowed, publish=publish)
        click.echo(json.dumps(asdict(outcome), ensure_ascii=False))
        whole = whole and outcome.is_whole
    if not whole:
        raise SystemExit(1)


@main.group()
def certificate() -> None:
    """Certificates that were issued."""


@certificate.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
def verify_certificate(file: Path) -> None:
    """Tell from a PDF file's bytes whether it is an unchanged, valid certificate: 0 yes, 1 no, 2 unreadable."""
    platform = ready_platform()
    with platform.database.reading() as session:
        verdict = verify_file(session, file.read_bytes())
    tell(verdict.message)
    raise SystemExit(verdict.exit_status)


@main.group("audit")
def audit_trail() -> None:
    """The trail of everything that was done."""


@audit_trail.command("verify")
def verify_audit() -> None:
    """Follow every chain of the audit trail; ends with 1 and the first break when one was tampered with."""
    platform = ready_platform()
    with platform.database.reading() as session:
        breaks = {chain: audit.first_break(session, chain) for chain in audit.chains(session)}
    for chain, sequence in breaks.items():
        if sequence is not None:
            tell(msg("Chain %(chain)s is broken at entry %(sequence)s.", chain=chain, sequence=sequence))
    if any(sequence is not None for sequence in breaks.values()):
        raise SystemExit(1)
    tell(msg("%(n)s chains are whole.", n=len(breaks)))


@main.command("demo")
@click.option("--no-serve", is_flag=True, help="Stop before serving, and print one line of JSON at the end.")
@click.option("--database", help="The database's URL, instead of TRAINER_DATABASE.")
@click.option("--seed", "number", default=demo.SEED, show_default=True, help="Other numbers, other people.")
def run_demo(no_serve: bool, database: str | None, number: int) -> None:
    """Load the demo district into an empty database, schedule and publish it, and serve it."""
    config = Config.from_environment()
    platform = platform_from(replace(config, database=database) if database else config)
    migrations.migrate(platform.database)
    report = demo.prepare(platform, number, progress(no_serve))
    click.echo(demo.account_list())
    if no_serve:
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        run_server(platform)


def progress(to_error: bool) -> Callable[[Message], None]:
    """Where the demo tells what it is doing: never into the output that a program reads."""
    return lambda message: click.echo(say(message), err=to_error)


if __name__ == "__main__":
    main()
