"""Randomness is a pure function of an address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.randomness import address as at
from sim.randomness.philox import WORD, block, uniform, uniform_fine
from tests.randomness.streams import MECHANISMS

words = st.integers(0, WORD)

# Random123 (Salmon et al. 2011), tests/kat_vectors: the three there are for philox4x32 with ten
# rounds. Its lines name the counter first and then the key; here the key comes first.
KNOWN_ANSWERS = [
    pytest.param((0,) * 6, (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8), id="zeros"),
    pytest.param((WORD,) * 6, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD), id="ones"),
    pytest.param(
        (0xA4093822, 0x299F31D0, 0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        id="pi",
    ),
]


@pytest.mark.parametrize(("argument", "answer"), KNOWN_ANSWERS)
def test_known_answers(argument: tuple[int, ...], answer: tuple[int, ...]) -> None:
    """Compiled and interpreted, Philox gives Random123's published words."""
    assert block(*argument) == answer
    assert block.py_func(*argument) == answer


@given(st.tuples(words, words, words, words, words, words))
def test_compiled_equals_interpreted(argument: tuple[int, ...]) -> None:
    """Wrapping 64-bit products and Python's long ones give the same words."""
    assert block(*argument) == block.py_func(*argument)


@given(words, words)
def test_uniforms_are_strictly_between_zero_and_one(high: int, low: int) -> None:
    """No draw can be 0 (its logarithm is taken) or 1."""
    assert 0.0 < uniform(high) < 1.0
    assert 0.0 < uniform_fine(high, low) < 1.0


def test_mechanisms_have_codes_of_their_own() -> None:
    """No two mechanisms share an address space."""
    assert len(MECHANISMS) == len(set(MECHANISMS))
    assert all(code & 0xFFFFFF == 0 and 0 < code <= WORD for code in MECHANISMS)


def test_uids_do_not_collide() -> None:
    """A hundred thousand arrivals and friends have a hundred thousand uids of 63 bits."""
    arrivals = {
        at.uid_of_arrival(at.name_hash("store"), day, i) for day in range(100) for i in range(500)
    }
    friends = {at.uid_of_friend(uid, i) for uid in list(arrivals)[:10_000] for i in range(5)}
    assert len(arrivals | friends) == 100_000
    assert all(0 <= uid < 1 << 63 for uid in arrivals | friends)
