"""The day's grid: twelve periods of 45 minutes on the clock, in three half-days. The one place that knows times."""

from __future__ import annotations

from dataclasses import dataclass

from trainer.models.resources import HalfDay

PERIOD_MINUTES = 45


@dataclass(frozen=True)
class GridPeriod:
    """A teaching period: its number in the day (from 1), its half-day, and minutes from midnight."""

    number: int
    half_day: HalfDay
    start_minute: int

    @property
    def end_minute(self) -> int:
        """When it ends, in minutes from midnight."""
        return self.start_minute + PERIOD_MINUTES


_STARTS = (
    (HalfDay.MORNING, ("08:30", "09:15", "10:15", "11:00")),
    (HalfDay.AFTERNOON, ("13:00", "13:45", "14:45", "15:30")),
    (HalfDay.EVENING, ("18:00", "18:45", "19:30", "20:15")),
)


def _periods() -> tuple[GridPeriod, ...]:
    clocks = [(half, clock.split(":")) for half, starts in _STARTS for clock in starts]
    return tuple(
        GridPeriod(number, half, int(hours) * 60 + int(minutes))
        for number, (half, (hours, minutes)) in enumerate(clocks, start=1)
    )


PERIODS = _periods()
HALF_DAYS = tuple(HalfDay)


def half_day_of(period: int) -> HalfDay:
    """The half-day in which a period lies."""
    return PERIODS[period - 1].half_day


def periods_of(half: HalfDay) -> tuple[int, ...]:
    """The numbers of a half-day's periods."""
    return tuple(period.number for period in PERIODS if period.half_day is half)


def first_period_of(half: HalfDay) -> int:
    """The first period of a half-day."""
    return periods_of(half)[0]


def clock_text(minute: int) -> str:
    """Minutes from midnight as a wall clock shows them."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def start_time(first_period: int) -> str:
    """When a lesson that begins with a period starts, such as "13:00"."""
    return clock_text(PERIODS[first_period - 1].start_minute)


def end_time(first_period: int, periods: int) -> str:
    """When a lesson of so many periods ends."""
    return clock_text(PERIODS[first_period + periods - 2].end_minute)


def fits(first_period: int, periods: int) -> bool:
    """Whether a lesson stays inside one half-day of the grid."""
    last = first_period + periods - 1
    inside = 1 <= first_period <= last <= len(PERIODS)
    return inside and half_day_of(first_period) is half_day_of(last)
