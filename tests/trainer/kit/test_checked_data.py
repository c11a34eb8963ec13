"""Data is read whole: every fault is found with its path, and nothing harmful comes out of a bad value."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.kit.checked_data import BadData, Node

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=4),
    max_leaves=12,
)


def read(data: Any) -> tuple[Any, ...]:
    """Read every kind of field that there is."""
    root = Node(data)
    found = (
        root.text("a", longest=3),
        root.whole("b", 1, 5),
        root.day("c"),
        root.flag("d"),
        root.one_of("a", ("x", "y")),
        root.optional_whole("b", 1, 5),
        [item.text("a") for item in root.items("d")],
    )
    root.raise_faults()
    return found


def test_good_data_is_read_as_it_is() -> None:
    node = Node({"t": "text", "n": 3, "d": "2026-11-20", "f": True, "l": [{"t": "x"}], "valid_from": "2026-01-01"})
    assert (node.text("t"), node.whole("n", 1, 5), node.day("d"), node.flag("f")) == (
        "text",
        3,
        date(2026, 11, 20),
        True,
    )
    assert [item.path for item in node.items("l")] == ["$.l[0]"]
    assert node.validity() == (date(2026, 1, 1), None)
    assert node.faults == []


def test_every_fault_is_noted_at_its_path() -> None:
    node = Node({"t": "", "n": True, "d": "20 November", "l": [{}], "o": "z"})
    node.text("t")
    node.whole("n", 1, 5)
    node.day("d")
    node.one_of("o", ("x", "y"))
    node.text("absent")
    node.items("l")[0].text("t")
    assert [fault.path for fault in node.faults] == ["$.t", "$.n", "$.d", "$.o", "$.absent", "$.l[0].t"]
    with pytest.raises(BadData) as caught:
        node.raise_faults()
    assert str(caught.value) == "The data has 6 faults; the first is at $.t: must not be empty"


def test_a_value_that_is_no_object_is_one_fault_however_often_it_is_asked() -> None:
    node = Node("text", "$.rows[2]")
    node.text("a")
    node.whole("b", 1, 2)
    assert [str(fault) for fault in node.faults] == ["$.rows[2]: must be an object"]


@given(JSON)
def test_whatever_the_data_is_it_is_read_or_refused_with_a_fault(data: Any) -> None:
    try:
        read(data)
    except BadData as error:
        assert error.faults
