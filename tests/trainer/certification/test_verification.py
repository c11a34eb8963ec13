"""Checking a certificate: by token, by number and name, and by its file, byte for byte."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.trainer.certification.classes import PUBLIC_URL, a_finished_class
from trainer.certification import payloads, services, verification
from trainer.certification.pdf import render_sample
from trainer.certification.pdf_reading import MOST_NUMBERS, numbers_in
from trainer.kit.crypto import Vault
from trainer.kit.permissions import Viewer
from trainer.models.certification import Certificate, CertificateState

NAMES = ("林䶮", "迪丽热巴·买买提")


@pytest.fixture
def officer_and_certificates(session: Session, viewer_for: Callable[..., Viewer]) -> tuple[Viewer, list[Certificate]]:
    finished = a_finished_class(session, NAMES)
    officer = viewer_for(finished.officer)
    outcome = services.issue_certificates(
        session, finished.cohort, finished.enrolment_ids, officer, public_url=PUBLIC_URL
    )
    return officer, list(outcome.certificates)


@pytest.fixture
def certificate(officer_and_certificates: tuple[Viewer, list[Certificate]]) -> Certificate:
    return officer_and_certificates[1][0]


def flips(content: bytes, count: int) -> Iterator[tuple[int, bytes]]:
    """Copies of the file with one byte changed, at the ends and at many places between."""
    places = {0, 1, 7, len(content) - 1, *random.Random(5).sample(range(len(content)), count)}
    for place in sorted(places):
        changed = bytearray(content)
        changed[place] ^= 1
        yield place, bytes(changed)


def test_the_token_shows_masked_facts(session: Session, certificate: Certificate) -> None:
    record = verification.look_up_token(session, certificate.token)
    assert (record.status, record.masked_name, record.level) == ("valid", "林*", 3)
    assert (record.occupation, record.issuer) == ("工业机器人系统操作员", "G60 公共实训基地评价中心")
    assert "林䶮" not in repr(record)


@pytest.mark.parametrize("name", ["迪丽热巴·买买提", "迪丽热巴 买买提", "迪丽热巴•买买提", " 迪丽热巴买买提"])
def test_number_and_name_find_the_certificate_however_the_dot_is_typed(
    session: Session, officer_and_certificates: tuple[Viewer, list[Certificate]], name: str
) -> None:
    number = officer_and_certificates[1][1].number
    assert verification.look_up_number(session, f" {number[:5]} {number[5:]}".lower(), name).status == "valid"


def test_the_latin_name_serves_who_cannot_type_the_character(
    session: Session, viewer_for: Callable[..., Viewer]
) -> None:
    finished = a_finished_class(session, ["林䶮"])
    finished.people[0].name_latin = "LIN Yan"
    officer = viewer_for(finished.officer)
    issued = services.issue_certificates(session, finished.cohort, finished.enrolment_ids, officer, public_url="x")
    assert verification.look_up_number(session, issued.certificates[0].number, "lin yan").status == "valid"


def test_an_unknown_number_and_a_wrong_name_give_the_same_answer(session: Session, certificate: Certificate) -> None:
    unknown = verification.look_up_number(session, certificate.number[:-1] + "9", "林䶮")
    wrong = verification.look_up_number(session, certificate.number, "林甫")
    empty = verification.look_up_number(session, certificate.number, " ")
    assert unknown == wrong == empty
    assert unknown.status == "none"


def test_an_unknown_number_and_a_wrong_name_take_the_same_steps(
    session: Session, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = certificate.number

    def steps(tried: str, name: str) -> tuple[int, int]:
        counted = {"statements": 0, "unsealed": 0}
        whole = Vault.open_bytes

        def count_statement(*_: object) -> None:
            counted["statements"] += 1

        def count_unsealed(vault: Vault, sealed: bytes, place: str) -> bytes:
            counted["unsealed"] += 1
            return whole(vault, sealed, place)

        session.expunge_all()
        monkeypatch.setattr(Vault, "open_bytes", count_unsealed)
        bind = session.get_bind()
        event.listen(bind, "before_cursor_execute", count_statement)
        try:
            verification.look_up_number(session, tried, name)
        finally:
            event.remove(bind, "before_cursor_execute", count_statement)
            monkeypatch.setattr(Vault, "open_bytes", whole)
        return counted["statements"], counted["unsealed"]

    session.commit()
    # The first statement after a commit opens the transaction.
    verification.look_up_token(session, "")
    wrong, unknown = steps(number, "林甫"), steps(number[:-1] + "9", "林甫")
    assert wrong == unknown
    assert wrong[1] == 1
    assert steps(number, "林䶮")[0] > wrong[0]


def test_a_certificate_that_is_not_issued_is_not_found(session: Session, certificate: Certificate) -> None:
    certificate.state = CertificateState.RECORDED
    session.flush()
    assert verification.look_up_token(session, certificate.token).status == "none"
    assert verification.look_up_number(session, certificate.number, "林䶮").status == "none"


def test_the_untouched_file_is_valid(session: Session, certificate: Certificate) -> None:
    verdict = services.verify_file(session, payloads.open_pdf(session, certificate))
    assert (verdict.code, verdict.exit_status, verdict.number) == ("valid", 0, certificate.number)


def test_every_changed_byte_is_told(session: Session, certificate: Certificate) -> None:
    content = payloads.open_pdf(session, certificate)
    verdicts = {place: services.verify_file(session, changed) for place, changed in flips(content, 300)}
    assert len(verdicts) > 290
    assert {place: verdict.code for place, verdict in verdicts.items() if verdict.code != "altered"} == {}
    assert {verdict.exit_status for verdict in verdicts.values()} == {1}


def test_a_change_inside_the_printed_number_still_names_the_certificate(
    session: Session, certificate: Certificate
) -> None:
    content = payloads.open_pdf(session, certificate)
    start = content.index(certificate.number.encode())
    for place in range(start, start + len(certificate.number)):
        changed = bytearray(content)
        changed[place] ^= 1
        verdict = services.verify_file(session, bytes(changed))
        assert (verdict.code, verdict.number) == ("altered", certificate.number)


@pytest.mark.parametrize("extra", [b"\n", b"%x"])
def test_a_longer_and_a_shorter_file_are_altered(session: Session, certificate: Certificate, extra: bytes) -> None:
    content = payloads.open_pdf(session, certificate)
    assert services.verify_file(session, content + extra).code == "altered"
    assert services.verify_file(session, content[: -len(extra)]).code == "altered"


@pytest.mark.parametrize(
    ("state", "code"), [("suspended", "suspended"), ("revoked", "revoked"), ("replaced", "replaced")]
)
def test_a_genuine_file_in_another_state_is_told_apart(
    session: Session, certificate: Certificate, state: str, code: str
) -> None:
    certificate.state = CertificateState(state)
    session.flush()
    verdict = services.verify_file(session, payloads.open_pdf(session, certificate))
    assert (verdict.code, verdict.exit_status) == (code, 1)


def test_a_certificate_of_somebody_else_is_unknown(session: Session, certificate: Certificate) -> None:
    verdict = services.verify_file(session, render_sample("level"))
    assert (verdict.code, verdict.exit_status) == ("unknown", 1)
    assert certificate.number != verdict.number


@pytest.mark.parametrize("content", [b"", b"hello", b"\x00" * 1000, b"PK\x03\x04", "证书".encode()])
def test_what_is_no_pdf_is_unreadable(session: Session, content: bytes) -> None:
    verdict = services.verify_file(session, content)
    assert (verdict.code, verdict.exit_status) == ("unreadable", 2)


def test_a_number_in_a_packed_stream_is_found() -> None:
    packed = zlib.compress(b"/Keywords (S000031000117263000042)")
    content = b"%PDF-1.7\n1 0 obj\n<<>>\nstream\r\n" + packed + b"\nendstream\nendobj"
    assert numbers_in(content) == ["S000031000117263000042"]


def test_a_file_made_to_swell_or_to_name_many_numbers_is_read_within_bounds() -> None:
    bomb = zlib.compress(b"S000031000117263000042 " * 2_000_000)
    content = b"%PDF-1.7\nstream\n" + bomb + b"endstream" + b"stream\n" * 50_000
    assert numbers_in(content) == ["S000031000117263000042"]
    many = b" ".join(b"S%021d" % number for number in range(500))
    assert len(numbers_in(many)) == MOST_NUMBERS
