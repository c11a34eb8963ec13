"""Named class 冠名班: a class that bears the enterprise's name, with its mentors and its posts as the target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from trainer.catalogue.programme_types import articles
from trainer.catalogue.programme_types.strategy import Clause, FieldSpec, ProgrammeStrategy, Terms
from trainer.kit.messages import Message, msg
from trainer.models.programmes import ProgrammeType


class NamedClass(ProgrammeStrategy):
    """The enterprise owns the class together with the base: name, mentors and posts are its own fields."""

    type = ProgrammeType.NAMED_CLASS
    label = msg("Named class")
    description = msg("The class bears your name; your mentors teach in it and your posts are its target.")
    mark = "order"
    number_prefix = "GM"
    fields = (
        FieldSpec(
            "class_name",
            msg("Name of the class"),
            "line",
            True,
            msg("As it will stand on lists and in the agreement"),
            60,
        ),
        FieldSpec(
            "mentors", msg("Enterprise mentors"), "lines", True, msg("One a line: name, post, what they teach"), 600
        ),
        FieldSpec(
            "post_requirements",
            msg("What the posts require"),
            "text",
            True,
            msg("What trainees must be able to do on their first day"),
            1000,
        ),
    )

    def class_name(self, details: Mapping[str, Any]) -> str:
        """The name that the enterprise gave the class."""
        return str(details.get("class_name", ""))

    def clauses(self, terms: Terms) -> Sequence[Clause]:
        """The articles of an order class, and what the name, the mentors and the posts bind to."""
        return [
            articles.subject(terms),
            _name(terms),
            articles.course(terms),
            articles.time(terms),
            *articles.shifts(terms),
            _mentors(terms),
            _posts(terms),
            articles.money(terms),
            articles.duties(terms),
            articles.assessment(),
            articles.personal_data(),
            *articles.remarks(terms),
            articles.ending(),
        ]

    def title(self, terms: Terms) -> Message:
        """The class's own name with occupation and level."""
        return msg(
            "%(class_name)s (%(occupation)s, %(level)s)",
            class_name=terms.class_name,
            occupation=terms.occupation,
            level=articles.LEVEL_WORDS[terms.level],
        )


def _name(terms: Terms) -> Clause:
    text = msg(
        'The class bears the name "%(name)s". %(enterprise)s may use this name for as long as the class runs.',
        name=terms.class_name,
        enterprise=terms.enterprise,
    )
    return Clause("name", msg("Name of the class"), text)


def _mentors(terms: Terms) -> Clause:
    mentors = "\n".join(terms.details["mentors"])
    text = msg(
        "%(enterprise)s sends these mentors and frees them for their lessons:\n%(mentors)s",
        enterprise=terms.enterprise,
        mentors=mentors,
    )
    return Clause("mentors", msg("Enterprise mentors"), text)


def _posts(terms: Terms) -> Clause:
    text = msg(
        "Training aims at these requirements of the posts:\n%(requirements)s",
        requirements=terms.details["post_requirements"],
    )
    return Clause("posts", msg("Target posts"), text)
