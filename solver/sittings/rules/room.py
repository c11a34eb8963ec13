"""Hard rules of the room: open, free, allowed, large enough, inside the window."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from solver.grid import Grid
from solver.problem import Availability, Day
from solver.reading import Event, Reading
from solver.sittings.domains import SittingDomains
from solver.sittings.model import SittingModel, Variable
from solver.sittings.problem import Sitting, places_in, rounds_in
from solver.sittings.reading import Held, SittingReading
from solver.sittings.rules.base import SittingRule
from solver.verdict import Subject, Violation


class KnownNames(SittingRule):
    """Such a booking is left out of all other checks; that a sitting has no booking at all is no breach."""

    id = "sitting_known"
    statement_en = "Every booking names a known sitting once, a known workshop, day, period and different assessors."
    statement_zh = "每条考场安排须对应已知的考场（仅一次）、实训室、日期、节次和互不重复的考评员。"
    message_en = "The booking of {sitting} names “{value}” as {field}: unknown, or named twice."
    message_zh = "{sitting}的安排中，{field}“{value}”不存在或重复。"

    def check(self, reading: SittingReading) -> Iterator[Violation]:
        for booking, field, value in reading.unreadable:
            yield Violation(
                self.id, (Subject("sitting", booking.sitting),), None, None, {"field": field, "value": value}
            )


class Window(SittingRule):
    """Days are both included; a sitting ends before the day does."""

    id = "sitting_window"
    statement_en = "A sitting is between its first and last day, begins in an allowed period and ends with the day."
    statement_zh = "考场须在规定的起止日期内，从允许的节次开始，并在当日结束。"
    message_en = "Sitting {sitting} on {day}, from period {period}, is outside its allowed days or periods."
    message_zh = "考场{sitting}安排在{day}第{period}节，超出允许的日期或节次。"

    def check(self, reading: SittingReading) -> Iterator[Violation]:
        for held in reading.held:
            sitting = held.sitting
            early = sitting.first_day is not None and held.day < sitting.first_day
            late = sitting.last_day is not None and held.day > sitting.last_day
            wrong_start = bool(sitting.starts) and held.first not in sitting.starts
            if early or late or wrong_start or held.last > len(reading.problem.problem.periods):
                yield Violation(self.id, (Subject("sitting", sitting.id),), held.day, held.first)

    def narrow(self, domains: SittingDomains) -> None:
        grid = domains.index.grid
        allowed = [_window(grid, sitting) for sitting in domains.index.problem.sittings]
        domains.keep_places(lambda sitting, _workshop: allowed[sitting])


class AllowedBase(SittingRule):
    """A sitting that names no base may be at every base."""

    id = "sitting_base"
    statement_en = "A sitting is at one of the bases that are allowed for it."
    statement_zh = "考场须设在允许的基地。"
    message_en = "Sitting {sitting} is in {workshop}, at a base that is not allowed for it."
    message_zh = "考场{sitting}安排在{workshop}，所在基地不被允许。"

    def check(self, reading: SittingReading) -> Iterator[Violation]:
        for held in reading.held:
            if held.sitting.bases and held.workshop.base not in held.sitting.bases:
                yield Violation(self.id, _in_room(held), held.day, held.first)

    def narrow(self, domains: SittingDomains) -> None:
        index = domains.index

        def allowed(sitting: int, workshop: int) -> int:
            bases = index.problem.sittings[sitting].bases
            return -1 if not bases or index.workshops[workshop].base in bases else 0

        domains.keep_places(allowed)


class OneWorkstation(SittingRule):
    """Workstations of the sitting's equipment, or seats; more rounds only as far as the sitting allows."""

    id = "one_workstation"
    statement_en = "Each candidate has a workstation alone; several rounds only where the sitting allows them."
    statement_zh = "每名考生独占一个工位；只有考场允许时才可分批进行。"
    message_en = (
        "Sitting {sitting}: {heads} {heads:candidate|candidates}, {places} {places:place|places} in {workshop}, "
        "{rounds} {rounds:round|rounds} allowed."
    )
    message_zh = "考场{sitting}：考生{heads}名，{workshop}只有{places}个工位，允许{rounds}批。"

    def check(self, reading: SittingReading) -> Iterator[Violation]:
        for held in reading.held:
            places, sitting = places_in(held.workshop, held.sitting), held.sitting
            if sitting.heads > places * sitting.most_rounds:
                facts = {"heads": sitting.heads, "places": places, "rounds": sitting.most_rounds}
                yield Violation(self.id, _in_room(held), held.day, held.first, facts)

    def narrow(self, domains: SittingDomains) -> None:
        index = domains.index

        def allowed(sitting: int, workshop: int) -> int:
            room, wanted = index.workshops[workshop], index.problem.sittings[sitting]
            fits = places_in(room, wanted) and rounds_in(room, wanted) <= wanted.most_rounds
            return -1 if fits else 0

        domains.keep_places(allowed)


class RoomOpen(SittingRule):
    """The calendars of the workshop and of its base; closed days are in no calendar."""

    id = "sitting_room_open"
    statement_en = "The workshop and its base are open during the whole sitting."
    statement_zh = "考场全程期间，实训室及其基地须开放。"
    message_en = "Sitting {sitting}: {workshop} is closed on {day}, period {period}."
    message_zh = "考场{sitting}：{workshop}在{day}第{period}节不开放。"

    def check(self, reading: SittingReading) -> Iterator[Violation]:
        known = reading.world.reading
        for held in reading.in_the_day:
            calendars = (held.workshop.availability, known.bases[held.workshop.base].availability)
            shut = next((n for n in held.periods if not is_open(known, calendars, held.day, n)), None)
            if shut is not None:
                yield Violation(self.id, _in_room(held), held.day, shut)

    def narrow(self, domains: SittingDomains) -> None:
        index = domains.index

        def allowed(sitting: int, workshop: int) -> int:
            periods, base = index.durations[sitting][workshop], index.base[workshop]
            there = index.starts_open(index.problem.problem.bases[base].availability, periods)
            return there & index.starts_open(index.workshops[workshop].availability, periods)

        domains.keep_places(allowed)


class RoomFree(SittingRule):
    """A sitting takes the whole room: no lesson, commitment or other sitting beside it."""

    id = "sitting_room_free"
    statement_en = "Nothing else is in the workshop during a sitting."
    statement_zh = "考试期间实训室不得另作他用。"
    message_en = "Sitting {sitting}: {workshop} is also taken by {other} on {day}, period {period}."
    message_zh = "考场{sitting}：{workshop}在{day}第{period}节另有{other}。"

    def check(self, reading: SittingReading) -> Iterator[Violation]:
        for held in reading.in_the_day:
            for event in reading.world.workshop_events.get(held.workshop.id, []):
                if held.event.overlaps(event):
                    yield self._violation(held, event)
        for one, other in combinations(reading.in_the_day, 2):
            if one.workshop.id == other.workshop.id and one.event.overlaps(other.event):
                yield self._violation(one, other.event)

    def _violation(self, held: Held, event: Event) -> Violation:
        subjects = (*_in_room(held), Subject(event.kind, event.id, "other"))
        return Violation(self.id, subjects, held.day, max(held.first, event.first))

    def narrow(self, domains: SittingDomains) -> None:
        index = domains.index
        events = [index.world.workshop_events.get(workshop.id, []) for workshop in index.workshops]
        domains.keep_places(
            lambda sitting, workshop: ~index.starts_meeting(events[workshop], index.durations[sitting][workshop])
        )

    def encode(self, model: SittingModel) -> None:
        users: list[list[tuple[int, int, Variable]]] = [[] for _ in model.index.workshops]
        for sitting, places in enumerate(model.at):
            for (workshop, slot), literal in places.items():
                users[workshop].append((slot, model.index.durations[sitting][workshop], literal))
        for room in users:
            model.one_at_a_time(room)


def is_open(known: Reading, calendars: tuple[Availability, ...], day: str, period: int) -> bool:
    """Whether all calendars are open in a period of a day; on a day that is not open none is."""
    open_day = known.days.get(day)
    return open_day is not None and all(_is_open(calendar, open_day, period) for calendar in calendars)


def _is_open(calendar: Availability, day: Day, period: int) -> bool:
    if calendar.weekly and period not in calendar.weekly[day.works_as - 1]:
        return False
    return not any(
        closure.first_day <= day.date <= closure.last_day and (not closure.periods or period in closure.periods)
        for closure in calendar.closures
    )


def _window(grid: Grid, sitting: Sitting) -> int:
    starts = grid.mask_between(sitting.first_day, sitting.last_day)
    return starts & grid.every_day(grid.mask_of_periods(sitting.starts)) if sitting.starts else starts


def _in_room(held: Held) -> tuple[Subject, ...]:
    return (Subject("sitting", held.sitting.id), Subject("workshop", held.workshop.id))
