"""Making and publishing timetables without a page: for the command line and the demonstration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trainer.accounts import registration
from trainer.accounts.queries import organisations_that_are
from trainer.kit.db import Database
from trainer.kit.errors import BadInput
from trainer.kit.messages import msg
from trainer.models.organisations import Organisation, OrganisationKind
from trainer.web.platform import Platform


@dataclass(frozen=True)
class Outcome:
    """What became of one base's timetable."""

    organisation: str
    lessons: int
    placed: int
    status: str
    objective: float | None
    bound: float | None
    violations: int
    published: bool

    @property
    def is_whole(self) -> bool:
        """Whether every lesson has its place."""
        return self.placed == self.lessons


def bases_to_schedule(database: Database, codes: Sequence[str]) -> list[Organisation]:
    """The base organisations with these credit codes, or all of them; raises BadInput for one that is no base."""
    with database.reading() as session:
        bases = list(organisations_that_are(session, OrganisationKind.BASE))
        if not codes:
            return bases
        wanted = [registration.find_organisation(session, code) for code in codes]
        for code, found in zip(codes, wanted, strict=True):
            if found is None or found.id not in {base.id for base in bases}:
                raise BadInput(msg("No base has the code %(code)s.", code=code), field="organisation")
        return [found for found in wanted if found is not None]


def make_timetable(platform: Platform, base: Organisation, *, seconds: int, publish: bool) -> Outcome:
    """Solve for one base and keep the draft; `publish` puts a whole one without broken rules in force."""
    raise NotImplementedError
