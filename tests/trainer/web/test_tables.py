"""Downloads: a file name may hold any character, though headers hold Latin letters only."""

import pytest
from flask import Flask
from werkzeug.http import parse_options_header

from trainer.web.tables import send_file_bytes


@pytest.mark.parametrize("name", ["roster-to correct.xlsx", "花名册-须改正.xlsx", "䶮 “甲” 100%.pdf"])
def test_a_download_keeps_its_name_and_its_header_is_latin(app: Flask, name: str) -> None:
    with app.test_request_context():
        header = send_file_bytes(b"content", name, "application/pdf").headers["Content-Disposition"]
    assert header.encode("latin-1")
    kind, options = parse_options_header(header)
    assert (kind, options["filename"]) == ("attachment", name)
