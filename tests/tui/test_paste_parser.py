"""Pastes taken at once: the same events as Textual's own parser, however the input is torn."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual._xterm_parser import XTermParser

from mlexplain.tui.terminal import PasteParser


def told(parser: XTermParser, pieces: list[str]) -> list[tuple[object, ...]]:
    """The events, as far as they can be compared."""
    found: list[tuple[object, ...]] = []
    for piece in pieces:
        for event in parser.feed(piece):
            if isinstance(event, events.Paste):
                found.append(("paste", event.text))
            elif isinstance(event, events.Key):
                found.append(("key", event.key, event.character))
            else:
                found.append((type(event).__name__,))
    return found


def torn(text: str, places: list[int]) -> list[str]:
    cuts = sorted({0, len(text), *(place % (len(text) + 1) for place in places)})
    return [text[a:b] for a, b in pairwise(cuts)]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(["a", "é", "\x1b[A", "\x1b[20~", "\x1b[<0;3;4M", "\r"]), max_size=4),
    st.text(alphabet="ab\n\r\té\x00[2~0", max_size=20),
    st.lists(st.sampled_from(["b", "\x1b[B", "\x1bOP"]), max_size=3),
    st.lists(st.integers(0, 80), max_size=6),
)
def test_the_same_events_however_the_input_is_torn(
    before: list[str], paste: str, after: list[str], places: list[int]
) -> None:
    text = "".join(before) + f"\x1b[200~{paste}\x1b[201~" + "".join(after)
    assert told(PasteParser(), torn(text, places)) == told(XTermParser(), [text])


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="a\x1b[2013~m;\n", max_size=30), st.lists(st.integers(0, 80), max_size=6))
def test_colours_of_a_pasted_log_are_text_and_no_keys(paste: str, places: list[int]) -> None:
    if "\x1b[201~" in paste + "\x1b[201~"[:-1]:
        return
    text = f"\x1b[200~{paste}\x1b[201~b"
    pieces = [text[:3], *torn(text[3:], places)]  # torn earlier, it could be a key
    assert told(PasteParser(), pieces) == [("paste", paste), ("key", "b", "b")]


def test_keys_that_begin_like_a_paste_come_at_once() -> None:
    for keys in ("\x1b[A", "\x1b[20~", "\x1b[24~", "\x1b[2~", "a", "\x1b"):
        assert told(PasteParser(), [keys]) == told(XTermParser(), [keys])
