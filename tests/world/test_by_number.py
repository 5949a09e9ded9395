"""What the brand keeps of each person: places for whoever comes, and nothing that was is lost."""

from __future__ import annotations

import numpy as np
import pytest

from sim.brand.by_number import with_places

PEOPLE = [
    pytest.param([], 4, id="nobody needs no place"),
    pytest.param([3, 0], 4, id="who was there has one"),
    pytest.param([9, 2], 10, id="whoever is far beyond gets all before"),
    pytest.param([4], 6, id="for one more there is half as much again"),
]


@pytest.mark.parametrize(("people", "places"), PEOPLE)
def test_places_grow_and_numbers_stay(people: list[int], places: int) -> None:
    """As many places as needed, or half as many again; the new ones begin at the start."""
    kept = np.array([5, 6, 7, 8])
    grown = with_places(kept, np.array(people, dtype=np.int64), -1)
    assert grown.tolist() == [5, 6, 7, 8, *[-1] * (places - 4)]
    assert grown.dtype == kept.dtype
