"""Invented people with sound numbers: names from a pool, identity numbers with right check characters, phones."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from trainer.kit.identifiers import id_check_character, organisation_check_character, uscc_check_character

DAYS_OF_A_YEAR = 365


@dataclass(frozen=True)
class Invented:
    """What is known of an invented person."""

    name: str
    sex: str
    born: date
    id_number: str
    phone: str


class PeoplePool:
    """Draws people; no two share a name, an identity number or a phone."""

    def __init__(self, rng: random.Random, names: Mapping[str, Any], today: date) -> None:
        self.rng = rng
        self.names = names
        self.today = today
        self._given: set[str] = set()

    def anyone(self, region: str, ages: tuple[int, int], *, women: float = 0.3) -> Invented:
        """Somebody from a region, between two ages in full years."""
        sex = "F" if self.rng.random() < women else "M"
        return self.known(self._name(sex), sex, region, ages)

    def known(self, name: str, sex: str, region: str, ages: tuple[int, int]) -> Invented:
        """Somebody with a given name and sex."""
        self._given.add(name)
        born = self.today - timedelta(days=self.rng.randint(ages[0] * DAYS_OF_A_YEAR + 20, ages[1] * DAYS_OF_A_YEAR))
        return Invented(name, sex, born, self._id_number(region, born, sex), self._phone())

    def choice(self, items: Sequence[str]) -> str:
        """One of the items."""
        return self.rng.choice(items)

    def _name(self, sex: str) -> str:
        given = self.names["men" if sex == "M" else "women"]
        return self._fresh(lambda: self.rng.choice(self.names["surnames"]) + self.rng.choice(given))

    def _id_number(self, region: str, born: date, sex: str) -> str:
        def number() -> str:
            sequence = 2 * self.rng.randint(0, 499) + (1 if sex == "M" else 0)
            body = f"{region}{born:%Y%m%d}{sequence:03d}"
            return body + id_check_character(body)

        return self._fresh(number)

    def _phone(self) -> str:
        return self._fresh(
            lambda: self.rng.choice(self.names["mobile_prefixes"]) + f"{self.rng.randint(0, 10**8 - 1):08d}"
        )

    def _fresh(self, draw: Any) -> str:
        found = draw()
        while found in self._given:
            found = draw()
        self._given.add(found)
        return str(found)


def credit_code(front: str, organisation: str) -> str:
    """A unified social credit code from its first eight characters and eight of the organisation code."""
    body = front + organisation + organisation_check_character(organisation)
    return body + uscc_check_character(body)
