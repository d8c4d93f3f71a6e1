"""What runs beside the screen: masking in pieces, and loading that the collector leaves alone."""

from __future__ import annotations

import gc

from hypothesis import given, settings
from hypothesis import strategies as st
from textual.strip import Strip

from mlexplain.read.secrets import mask
from mlexplain.tui.quiet import lasting, masked
from tests.tui.conftest import LOG, answer, paste, play

TOKEN = "hf_" + "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7"
SECRETS = [
    f"login {TOKEN} ok\n",
    "password:\nhunter2x9\n",
    "api_key = 'zK93jd0Xk2'\n",
    "Authorization: Bearer\nabcdef0123456789abcd\n",
    "postgres://me:s3cret@db/x\n",
    "mail me@example.org\n",
    "wandb: paste your key\n" + "0123456789abcdef" * 2 + "01234567\n",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(SECRETS), st.integers(0, 400)), min_size=20, max_size=80))
def test_masking_in_pieces_hides_the_same(parts: list[tuple[str, int]]) -> None:
    """Also where a secret goes over a line's end, at which a piece could end."""
    text = "".join(secret + "x" * gap + "\n" * (gap % 3) for secret, gap in parts)
    assert masked(text) == mask(text)
    assert TOKEN not in masked(text)


def test_a_block_of_a_key_is_masked_wherever_it_stands() -> None:
    key = "-----BEGIN PRIVATE KEY-----\n" + "MIIEvQIBADANBgkqhkiG9w0B\n" * 30
    text = LOG * 2 + key + "-----END PRIVATE KEY-----\n" + LOG * 5
    assert masked(text) == mask(text)
    assert "MIIEvQ" not in masked(text)


def test_what_lasts_is_not_walked_through_and_collecting_goes_on() -> None:
    try:
        with lasting("a test"):
            assert not gc.isenabled()
            kept: list[object] = [[] for _ in range(10_000)]
        assert gc.isenabled()
        assert gc.get_freeze_count() >= len(kept)
        assert not any(o is kept for o in gc.get_objects())
        frozen = gc.get_freeze_count()
        with lasting("a test"):
            assert gc.isenabled()
            later: list[object] = [[] for _ in range(10_000)]
        assert any(o is later for o in gc.get_objects())
        # What was set aside may be dropped meanwhile, elsewhere.
        assert gc.get_freeze_count() <= frozen
    finally:
        gc.unfreeze()


def test_answers_that_were_left_are_forgotten() -> None:
    """Else the collector walks through more with every answer, and holds the keys for longer."""

    def drawn() -> int:
        gc.collect()
        return sum(type(o) is Strip for o in gc.get_objects())

    async def scene(pilot, app):
        counts = []
        for _ in range(3):
            for _ in range(3):
                await paste(pilot, app, LOG)
                await answer(pilot, app)
                await pilot.press("escape", "ctrl+l")
            await pilot.pause()
            counts.append(drawn())
        assert counts[2] < counts[0] * 1.5

    play(scene)
