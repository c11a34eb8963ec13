"""Walking through XML from strangers without building a tree: document types, and so entities, are refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.parsers import expat

_SEPARATOR = " "

OnStart = Callable[[str, Mapping[str, str]], None]


class BadMarkup(ValueError):
    """The XML is broken, or brings a document type."""


def walk(
    xml: bytes, start: OnStart, *, end: Callable[[str], None] | None = None, text: Callable[[str], None] | None = None
) -> None:
    """Call back for each element and text in order; names come without namespace. Raises BadMarkup."""
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler = lambda name, attributes: start(_local(name), attributes)
    if end is not None:
        close = end
        parser.EndElementHandler = lambda name: close(_local(name))
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, LookupError) as error:
        # LookupError: the XML names a coding that there is not.
        raise BadMarkup(str(error)) from error


def elements(xml: bytes, wanted: str) -> list[dict[str, str]]:
    """The attributes of every element of a name, in order, without namespaces."""
    found: list[dict[str, str]] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name == wanted:
            found.append({_local(key): value for key, value in attributes.items()})

    walk(xml, start)
    return found


def _local(name: str) -> str:
    return name.rpartition(_SEPARATOR)[2]


def _refuse_document_type(*_declaration: object) -> None:
    raise BadMarkup("a document type is not accepted")
