"""Loading the demonstration district into an empty database: set up, then its past told day by day."""

from __future__ import annotations

import random
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.kit import clock, ids
from trainer.kit.errors import RuleBroken
from trainer.kit.messages import msg
from trainer.kit.passwords import hash_password
from trainer.models.organisations import Organisation
from trainer.models.people import Notice
from trainer.seeding import classes, duties, orders, organisations, places, sittings
from trainer.seeding.district import District
from trainer.seeding.invented_people import PeoplePool, credit_code
from trainer.seeding.reference import load_reference_data, read_seed
from trainer.seeding.story import Story, at

PASSWORD = "demo-2026-district"
# The district was set up so long before its first class.
OPENED = timedelta(weeks=30)
UNREAD_FOR = timedelta(days=6)


def is_loaded(session: Session) -> bool:
    """Whether the database holds the district; raises RuleBroken when it holds something else."""
    codes = set(session.scalars(select(Organisation.uscc)))
    if not codes:
        return False
    data = read_seed("demo/organisations.json")
    if codes >= {credit_code(*row["code"]) for row in data["organisations"]}:
        return True
    raise RuleBroken(
        "demo-needs-an-empty-database",
        msg("This database holds other organisations; the demonstration needs an empty one."),
        msg("Name another database with TRAINER_DATABASE or --database."),
    )


def load_district(session: Session, seed: int, public_url: str) -> District:
    """Build reference data and district as of now in an empty database; the same seed and day give the same rows.

    `public_url` goes into the QR codes of the certificates.
    """
    now = clock.now()
    with ids.repeatable(seed):
        load_reference_data(session)
        district = _empty_district(session, seed, public_url)
        with clock.frozen(at(district.today - OPENED, "09:00")):
            organisations.load_organisations(district, read_seed("demo/organisations.json"))
            places.load_places(district, read_seed("demo/places.json"))
            places.load_instructors(district, read_seed("demo/instructors.json"))
        data = read_seed("demo/classes.json")
        files = classes.add_classes(district, data)
        sittings.add_sittings(files)
        orders.add_open_orders(district, read_seed("demo/orders.json"))
        with clock.frozen(now):
            district.story.tell()
            duties.add_duties(district, data["shifts"], files)
            _open_old_notices(session)
    return district


def _open_old_notices(session: Session) -> None:
    """Whatever is older than a few days was read within the day."""
    for notice in session.scalars(select(Notice).where(Notice.created_at < clock.now() - UNREAD_FOR)):
        notice.read_at = notice.created_at + timedelta(hours=5)


def _empty_district(session: Session, seed: int, public_url: str) -> District:
    rng = random.Random(seed)
    today = clock.today()
    return District(
        session=session,
        rng=rng,
        pool=PeoplePool(rng, read_seed("demo/names.json"), today),
        story=Story(clock.now()),
        today=today,
        password_hash=hash_password(PASSWORD),
        public_url=public_url,
    )
