"""The life of the district's orders: asked, answered, negotiated, signed, each step on its own day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

from trainer.catalogue.queries import course_versions_for
from trainer.kit.permissions import Viewer
from trainer.models.joint_classes import JointClass
from trainer.models.organisations import Organisation
from trainer.models.people import Role
from trainer.models.programmes import Agreement, AnswerDecision, Order, ProgrammeType
from trainer.programmes import queries
from trainer.programmes import services as programmes
from trainer.programmes.joint_terms import JointTerms
from trainer.programmes.wishes import OrderWish
from trainer.seeding.district import District
from trainer.seeding.story import at

COUNTER = AnswerDecision.COUNTER
SECOND_VERSION = "付款与保险条款按企业法务意见修改"
ADDED_CLAUSE_TEXT = "企业为参训职工购买实训期间的意外伤害保险，费用由企业承担。"


@dataclass
class OrderFile:
    """One order with what the seed data say of it, as it moves along."""

    district: District
    row: Mapping[str, Any]
    order: Order = field(init=False)

    def organisation(self, key: str) -> Organisation:
        """The organisation that the row names under `key` (enterprise, base or school)."""
        return self.district.organisations[self.row[key]]

    def enterprise(self) -> Viewer:
        """The enterprise's training officer."""
        return self.district.viewer_of(self.organisation("enterprise"), Role.ENTERPRISE_OFFICER.value)

    def base(self) -> Viewer:
        """The base's scheduler."""
        return self.district.viewer_of(self.organisation("base"), Role.SCHEDULER.value)

    def school(self) -> Viewer:
        """The school's officer."""
        return self.district.viewer_of(self.organisation("school"), Role.SCHOOL_OFFICER.value)

    @property
    def first_day(self) -> date:
        """The Monday on which the class is to begin."""
        return self.district.week(self.row["starts"])

    @property
    def last_day(self) -> date:
        """The last day of the class's window."""
        return self.first_day + timedelta(weeks=self.row["weeks"], days=-1)

    def create(self) -> None:
        """The enterprise drafts the order."""
        row, organisations = self.row, self.district.organisations
        asked = self.district.week(row.get("asked_start", row["starts"]))
        wish = OrderWish(
            programme_type=ProgrammeType(row["type"]),
            base_id=organisations[row["base"]].id,
            occupation_id=self.district.occupation(row["occupation"]).id,
            level=row["level"],
            heads=row.get("asked_heads", row["heads"]),
            window_start=asked,
            window_end=self.last_day,
            weekdays=tuple(row["days"]),
            half_days=tuple(row["parts"]),
            night_rest_hours=row.get("night_rest"),
            school_id=organisations[row["school"]].id,
            budget_yuan=row["budget"] if "budget" in row else row["price"],
            note=row.get("note", ""),
            details=row["details"],
        )
        steps = ("what", "time") if row["stage"] == "draft" else ("what", "time", "money")
        self.order = programmes.create_order(self.district.session, wish, viewer=self.enterprise(), filled_steps=steps)

    def submit(self) -> None:
        """The enterprise sends it to the base."""
        programmes.submit_order(self.district.session, self.order, viewer=self.enterprise())

    def answer(self) -> None:
        """The base accepts as asked, or makes the row's counter-offer."""
        counter = self.row.get("counter") or {}
        starts_on = self.district.week(counter["starts_on"]) if "starts_on" in counter else None
        ends_on = self.district.week(counter["ends_on"]) - timedelta(days=1) if "ends_on" in counter else None
        first = starts_on or self.order.window_start
        version = course_versions_for(self.district.session, self.order.occupation_id, self.order.level, first)[0]
        answer = programmes.Answer(
            decision=COUNTER if counter else AnswerDecision.ACCEPT,
            course_version_id=version.id,
            school_id=self.organisation("school").id,
            heads=counter.get("heads"),
            starts_on=starts_on,
            ends_on=ends_on,
            price_yuan=counter.get("price", self.row.get("price")),
            note=counter.get("note", ""),
        )
        programmes.answer_order(self.district.session, self.order, answer, viewer=self.base())

    def accept_counter(self) -> None:
        """The enterprise takes the counter-offer."""
        programmes.accept_counter(self.district.session, self.order, viewer=self.enterprise())

    def write_second_version(self) -> None:
        """The base changes the text on the enterprise's wish, before anybody signs."""
        agreement = self._agreement()
        present = queries.present_version(agreement)
        texts = {clause["key"]: clause["text"] for clause in present.clauses}
        last = present.clauses[-1]["key"]
        texts[last] = f"{texts[last]}\n{ADDED_CLAUSE_TEXT}"
        programmes.write_version(
            self.district.session, agreement, texts, SECOND_VERSION, seen=present.number, viewer=self.base()
        )

    def sign(self, signer: Callable[[], Viewer]) -> None:
        """A party signs the present version; with the last signature the class comes into being."""
        agreement = self._agreement()
        seen = queries.present_version(agreement).number
        programmes.sign_agreement(self.district.session, agreement, seen=seen, viewer=signer())

    def _agreement(self) -> Agreement:
        found = queries.agreement_of(self.district.session, self.order.id)
        if found is None:
            raise LookupError(f"order {self.order.number} has no agreement")
        return found


@dataclass
class Invitation:
    """An invitation to a joint class with the orders that it goes to, by their keys."""

    district: District
    row: Mapping[str, Any]
    files: Mapping[str, OrderFile]
    joint: JointClass = field(init=False)

    def send(self) -> None:
        """The base invites the enterprises."""
        row, district = self.row, self.district
        orders = [file.order for file in self.files.values()]
        starts_on = district.week(row["starts"])
        version = course_versions_for(district.session, orders[0].occupation_id, orders[0].level, starts_on)[0]
        offer = programmes.JointOffer(
            order_ids=[order.id for order in orders],
            terms=JointTerms(row["least"], row["most"], row["fixed"], row["head"]),
            course_version_id=version.id,
            school_id=district.organisations[row["school"]].id,
            starts_on=starts_on,
            ends_on=starts_on + timedelta(weeks=row["weeks"], days=-1),
            lapses_on=district.today + timedelta(days=row["lapses"]),
        )
        base = next(iter(self.files.values())).base()
        self.joint = programmes.invite_orders(district.session, offer, viewer=base)

    def accept(self, key: str) -> None:
        """One of the enterprises takes its seats."""
        programmes.accept_invitation(self.district.session, self.joint, viewer=self.files[key].enterprise())


def add_open_orders(district: District, data: Mapping[str, Any]) -> None:
    """Put the orders that are still on their way into the story: drafted, sent, countered, waiting for signatures,
    and invited to a joint class.
    """
    files = {row["key"]: OrderFile(district, row) for row in data["orders"]}
    for file in files.values():
        _add_open_order(district, file)
    for row in data["invitations"]:
        invitation = Invitation(district, row, {key: files[key] for key in row["orders"]})
        district.story.add(at(district.today + timedelta(days=row["invited"]), "11:10"), invitation.send)
        for key, offset in row["accepted"].items():
            district.story.add(at(district.today + timedelta(days=offset), "16:05"), partial(invitation.accept, key))


def _add_open_order(district: District, file: OrderFile) -> None:
    row, story = file.row, district.story

    def day(offset: int) -> date:
        return district.today + timedelta(days=offset)

    story.add(at(day(row["created"]), "09:40"), file.create)
    if "submitted" in row:
        story.add(at(day(row["submitted"]), "14:10"), file.submit)
    if "answered" in row:
        story.add(at(day(row["answered"]), "10:25"), file.answer)
    for key, offset in row.get("signed", {}).items():
        signer = file.base if district.organisations[key] is file.organisation("base") else file.enterprise
        story.add(at(day(offset), "15:30"), partial(file.sign, signer))
