"""Errors carry their HTTP status and a message for people; infeasible and out-of-time are outcomes, not errors."""

from __future__ import annotations

from trainer.kit.messages import Message, msg


class TrainerError(Exception):
    """Base of every error that is the user's business; the page shows `message` and `way_out`."""

    status = 400

    def __init__(self, message: Message, way_out: Message | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.way_out = way_out


class NotFound(TrainerError):
    """Absent, or not the viewer's to see: the two look the same."""

    status = 404

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(message or msg("Not found, or not yours to see"))


class NotAllowed(TrainerError):
    """The viewer is known but the act is not theirs."""

    status = 403

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(message or msg("Your role does not allow this"))


class Conflict(TrainerError):
    """Somebody was faster, or the object has moved on: nothing was changed."""

    status = 409


class BadInput(TrainerError):
    """What was sent cannot be read; `field` names where."""

    status = 422

    def __init__(self, message: Message, field: str = "", way_out: Message | None = None) -> None:
        super().__init__(message, way_out)
        self.field = field


class RuleBroken(TrainerError):
    """A rule of the programme forbids the act; `rule` is its stable name, `way_out` says what would do."""

    status = 409

    def __init__(self, rule: str, message: Message, way_out: Message | None = None) -> None:
        super().__init__(message, way_out)
        self.rule = rule


class TooManyRequests(TrainerError):
    """A rate limit was reached; `retry_after_seconds` says when to come back."""

    status = 429

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(msg("Too many attempts. Please wait %(n)s seconds.", n=retry_after_seconds))
        self.retry_after_seconds = retry_after_seconds
