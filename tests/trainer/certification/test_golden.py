"""The golden certificate: the same rows give the same bytes on every engine and in every process."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.trainer.certification.classes import PREFIX, PUBLIC_URL, a_finished_class
from tests.trainer.certification.pdf.samples import LONG_NAME, RARE, drawn_text, picture
from trainer.certification import payloads, services
from trainer.kit.permissions import Viewer

ROOT = Path(__file__).parents[3]
TOKEN = "4kq79xwmt2pd8hnc4kq79xwmt2pd8hnc"
ID_NUMBER = "310117199306120475"
ELSEWHERE = """
import hashlib
from datetime import date
from tests.trainer.certification.pdf.samples import picture
from trainer.certification.pdf import CertificateData, render
data = CertificateData(
    number="{prefix}263000001", holder_name="{name}", holder_name_latin="", id_number="{id_number}",
    issuer="G60 公共实训基地评价中心", issuer_en="G60 Assessment Centre", issued_on=date(2026, 11, 20),
    qr_url="{public_url}/v/{token}", lookup_lines=("www.osta.org.cn", "base.example.cn/v"),
    occupation="工业机器人系统操作员", occupation_en="Industrial Robot Operator", level_code=3,
    photo=picture(413, 579),
)
print(hashlib.sha256(render("level", data)).hexdigest())
"""


def drawn_elsewhere(name: str) -> str:
    """The hash that another process gets from plain values, without any database."""
    code = ELSEWHERE.format(prefix=PREFIX, name=name, id_number=ID_NUMBER, public_url=PUBLIC_URL, token=TOKEN)
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "America/Lima", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, timeout=60)
    return done.stdout.strip()


def issued(session: Session, viewer_for: Callable[..., Viewer], name: str, monkeypatch: pytest.MonkeyPatch) -> bytes:
    finished = a_finished_class(session, [name], photo=picture(413, 579))
    finished.people[0].set_id_number(session.info["vault"], ID_NUMBER)
    officer = viewer_for(finished.officer)
    monkeypatch.setattr(services, "new_token", lambda: TOKEN)
    outcome = services.issue_certificates(
        session, finished.cohort, finished.enrolment_ids, officer, public_url=PUBLIC_URL
    )
    session.expire_all()
    return payloads.open_pdf(session, outcome.certificates[0])


def test_a_certificate_has_the_same_bytes_on_this_engine_and_in_another_process(
    session: Session, viewer_for: Callable[..., Viewer], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"林{RARE}"
    content = issued(session, viewer_for, name, monkeypatch)
    assert hashlib.sha256(content).hexdigest() == drawn_elsewhere(name)


def test_another_name_gives_other_bytes(
    session: Session, viewer_for: Callable[..., Viewer], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = issued(session, viewer_for, "林甫", monkeypatch)
    assert hashlib.sha256(content).hexdigest() != drawn_elsewhere("林浦")


def test_rare_and_long_names_and_every_number_can_be_searched(
    session: Session, viewer_for: Callable[..., Viewer], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (f"林{RARE}", LONG_NAME):
        with session.begin_nested() as attempt:
            text = "".join(drawn_text(issued(session, viewer_for, name, monkeypatch)))
            for words in (*name, f"{PREFIX}263000001", ID_NUMBER, "工业机器人系统操作员", "www.osta.org.cn"):
                assert words in text
            attempt.rollback()
