"""Opening an .xlsx from a stranger: everything that it holds is measured before a parser sees it."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Mapping

from trainer.enrolment import markup
from trainer.kit.errors import BadInput
from trainer.kit.messages import Message, msg

MAX_UNPACKED_BYTES = 20_000_000
MAX_RATIO = 100
MAX_MEMBERS = 200
_ZIP_MAGIC = b"PK\x03\x04"
# Old .xls files and encrypted .xlsx files are both OLE containers; only the latter name this stream.
_OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK = "xl/workbook.xml"
_WORKBOOK_RELATIONS = "xl/_rels/workbook.xml.rels"
_SHARED_STRINGS = "xl/sharedstrings.xml"
_NEEDED = frozenset(
    {"[content_types].xml", "_rels/.rels", _WORKBOOK, _WORKBOOK_RELATIONS, _SHARED_STRINGS, "xl/styles.xml"}
)


class Workbook:
    """The parts of a measured .xlsx that its first sheet needs."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._parts = parts
        sheets = markup.elements(parts[_WORKBOOK], "sheet")
        self.sheet_names = [sheet.get("name", "") for sheet in sheets]
        self._first = _path_of_sheet(parts, sheets[0])

    @property
    def first_sheet(self) -> bytes:
        """The XML of the first sheet."""
        return self._parts[self._first]

    @property
    def shared_strings(self) -> bytes:
        """The XML of the texts that cells point to, empty when there are none."""
        return self._parts.get(_SHARED_STRINGS, b"")

    def packed_again(self) -> bytes:
        """A new .xlsx of these parts alone: what the checks measured is exactly what the next reader gets."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
            for name in (*_NEEDED & self._parts.keys(), self._first):
                archive.writestr(_written(name), self._parts[name])
        return buffer.getvalue()


def open_workbook(content: bytes) -> Workbook:
    """Measure and unpack an .xlsx; raises BadInput that says what is wrong with the file."""
    _check_kind(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = _measured(archive)
            return Workbook({name: archive.read(info) for name, info in members.items()})
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        ValueError,
        LookupError,
        StopIteration,
        RuntimeError,
    ) as error:
        raise broken() from error


def broken() -> BadInput:
    """The refusal of a file that cannot be read."""
    return _refusal(
        msg("The file cannot be read as an Excel workbook; it may be damaged. Please save it again as .xlsx.")
    )


def _check_kind(content: bytes) -> None:
    if content.startswith(_OLE_MAGIC):
        if _ENCRYPTED_STREAM in content:
            raise _refusal(msg("The file is protected with a password. Please save it without one."))
        raise _refusal(msg("This is an old .xls file. Please save it as .xlsx."))
    if not content.startswith(_ZIP_MAGIC):
        raise _refusal(msg("This is not an Excel workbook. Please upload an .xlsx or .csv file."))


def _measured(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise _refusal(
            msg("The file holds too many parts: %(count)s, at most %(limit)s.", count=len(members), limit=MAX_MEMBERS)
        )
    if any(info.flag_bits & 1 for info in members):
        raise _refusal(msg("The file is protected with a password. Please save it without one."))
    unpacked, packed = sum(info.file_size for info in members), sum(info.compress_size for info in members)
    if unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_RATIO * packed:
        raise _refusal(msg("Unpacked, the file would be far larger than a roster. It was not opened."))
    folded = {info.filename.replace("\\", "/").lower(): info for info in members}
    return {name: info for name, info in folded.items() if name in _NEEDED or _is_sheet(name)}


def _is_sheet(name: str) -> bool:
    return name.startswith("xl/worksheets/") and name.endswith(".xml") and "/_rels/" not in name


def _path_of_sheet(parts: Mapping[str, bytes], sheet: Mapping[str, str]) -> str:
    relations = markup.elements(parts[_WORKBOOK_RELATIONS], "Relationship")
    target = next(found["Target"] for found in relations if found.get("Id") == sheet["id"]).lower()
    path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
    if not _is_sheet(path) or path not in parts:
        raise broken()
    return path


def _written(name: str) -> str:
    return {"[content_types].xml": "[Content_Types].xml", _SHARED_STRINGS: "xl/sharedStrings.xml"}.get(name, name)


def _refusal(message: Message) -> BadInput:
    return BadInput(message, field="file")
