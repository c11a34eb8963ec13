"""The public check without sign-in: by QR code, by number and name, and by file; as a page or as JSON."""

from __future__ import annotations

from datetime import date

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue

from trainer.certification import services, verification
from trainer.certification.forms import FileForm, LookUpForm
from trainer.certification.pdf.wording import day_en, day_zh
from trainer.certification.services import FileVerdict
from trainer.certification.verification import PublicRecord
from trainer.kit import clock, limits
from trainer.kit.identifiers import normalise
from trainer.kit.messages import Message, msg
from trainer.kit.wording import in_chinese
from trainer.web.access import public
from trainer.web.language import language, level_name, say
from trainer.web.platform import platform
from trainer.web.security import csrf

# How many look-ups all visitors together may make for each one that a single address may make.
EVERYBODY = 100

# By status: the colour of the head and its word, which the page says in both languages.
HEADS: dict[str, tuple[str, Message]] = {
    "valid": ("valid", msg("Valid")),
    "suspended": ("suspended", msg("Suspended")),
    "replaced": ("suspended", msg("Replaced")),
    "revoked": ("revoked", msg("Revoked")),
    "altered": ("revoked", msg("Altered")),
    "none": ("none", msg("No match")),
    "unknown": ("none", msg("No match")),
    "unreadable": ("none", msg("No match")),
}


@public
def verify_by_hand() -> ResponseReturnValue:
    """Ask for number and name; a wrong pair says only that nothing matches."""
    form = LookUpForm()
    if request.method == "GET":
        return render_template("certification/verify_by_hand.html", form=form)
    number = normalise(form.number.data or "")[:60]
    throttle(number)
    if not form.validate():
        return refused(form, "certification/verify_by_hand.html")
    with platform().database.reading() as session:
        record = verification.look_up_number(session, number, form.name.data or "")
    return answer(record)


@public
def verify_by_token(token: str) -> ResponseReturnValue:
    """The page behind the QR code."""
    throttle()
    with platform().database.reading() as session:
        record = verification.look_up_token(session, token)
    return answer(record)


@public
def verify_file() -> ResponseReturnValue:
    """Take a PDF, compare it with what was issued, and forget it."""
    form = FileForm()
    if request.method == "GET":
        return render_template("certification/verify_file.html", form=form)
    throttle()
    if not form.validate():
        return refused(form, "certification/verify_file.html")
    content = form.file.data.read()
    with platform().database.reading() as session:
        verdict = services.verify_file(session, content)
        shown = verdict.code in ("valid", "suspended", "revoked", "replaced")
        record = verification.public_record(session, verdict.number) if shown else None
    return answer(record or PublicRecord(verdict.code, clock.now(), number=verdict.number), verdict)


def throttle(number: str = "") -> None:
    """Count a look-up against its address, against the number tried, and against everybody together."""
    per_minute = platform().config.public_lookups_per_minute
    windows = [
        (f"look-up/address/{request.remote_addr}", per_minute, 60),
        ("look-up/all", per_minute * EVERYBODY, 60),
    ]
    if number:
        windows.append((f"look-up/number/{number}", per_minute, 60))
    limits.hit(platform().database, windows)


def answer(record: PublicRecord, verdict: FileVerdict | None = None) -> ResponseReturnValue:
    """The verdict in the form that was asked for; without a match it is a 404 either way."""
    status = 404 if record.status in ("none", "unknown") else 422 if record.status == "unreadable" else 200
    if wants_json():
        return jsonify(as_json(record)), status
    head, word = HEADS[record.status]
    return (
        render_template(
            "certification/verify_result.html",
            record=record,
            head=head,
            word=word,
            word_zh=in_chinese(word),
            sentence=sentence_of(record, verdict),
            issuer=(language() == "en" and record.issuer_en) or record.issuer,
            occupation=(language() == "en" and record.occupation_en) or record.occupation,
            level=level_name(record.level) if record.level else "",
            checked_at=f"{clock.local(record.checked_at):%Y-%m-%d %H:%M:%S}",
        ),
        status,
    )


def refused(form: LookUpForm | FileForm, template: str) -> ResponseReturnValue:
    """What is missing in the form."""
    if wants_json():
        return jsonify({"errors": form.errors}), 422
    return render_template(template, form=form), 422


def sentence_of(record: PublicRecord, verdict: FileVerdict | None) -> str:
    """The one sentence under the word."""
    match record.status:
        case "valid":
            return say(msg("This certificate is genuine and valid."))
        case "suspended":
            day = written_day(record.since)
            return say(msg("Suspended since %(day)s. This is not proof of fault by the holder.", day=day))
        case "replaced":
            return say(msg("Replaced by certificate %(number)s.", number=record.replaced_by or "—"))
        case "revoked":
            return say(msg("Not valid since %(day)s. Please do not rely on it.", day=written_day(record.since)))
        case "altered":
            return say(msg("This file was changed after it was issued. Please do not rely on it."))
        case "none":
            return say(msg("No certificate matches what was entered."))
        case _:
            return say(verdict.message) if verdict else ""


def written_day(day: date | None) -> str:
    """A day as certificates write it."""
    if day is None:
        return "—"
    return day_en(day) if language() == "en" else day_zh(day)


def as_json(record: PublicRecord) -> dict[str, object]:
    """The same facts for programs; absent ones are left out."""
    facts = {
        "status": "no_match" if record.status in ("none", "unknown") else record.status,
        "number": record.number,
        "name": record.masked_name,
        "occupation": record.occupation,
        "occupation_en": record.occupation_en,
        "level": record.level,
        "issuer": record.issuer,
        "issuer_en": record.issuer_en,
        "issued_on": record.issued_on and record.issued_on.isoformat(),
        "since": record.since and record.since.isoformat(),
        "reason": record.reason,
        "replaced_by": record.replaced_by,
    }
    return {**{name: value for name, value in facts.items() if value}, "checked_at": record.checked_at.isoformat()}


def wants_json() -> bool:
    """Whether the visitor is a program."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


# Nothing is changed and no session is needed, so programs may send these forms without a token.
for view in (verify_by_hand, verify_file):
    csrf.exempt(view)

ROUTES = (
    ("/v", verify_by_hand, ["GET", "POST"]),
    ("/v/file", verify_file, ["GET", "POST"]),
    ("/v/<token>", verify_by_token, ["GET"]),
)
