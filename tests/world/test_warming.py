"""Memory of people to come is written to ahead, and by nobody else once they are there."""

from __future__ import annotations

import pytest

from sim.config.compose import compose_plan
from sim.population.compiled.blocks import Block, some_blocks
from sim.population.compiled.city import City
from sim.population.compiled.warming import Warming
from sim.world import World

ROWS = 1 << 16


def block_of(*, extras: bool, journeys: int, categories: int) -> Block:
    """An empty block whose neighbour nobody touches."""
    made = some_blocks(ROWS, 0, extras=extras, journeys=journeys, categories=categories)
    return made[1]


PLANS = [
    pytest.param(False, 0, 0, 148, id="people alone"),
    pytest.param(True, 0, 0, 184, id="with what points and platforms remember"),
    pytest.param(False, 2, 0, 160, id="with two journeys"),
    pytest.param(False, 0, 5, 188, id="with five categories of goods"),
]


@pytest.mark.parametrize(("extras", "journeys", "categories", "size"), PLANS)
def test_all_a_person_takes_is_written_to(
    extras: bool, journeys: int, categories: int, size: int
) -> None:
    """The memory of a block is what its rows take, no byte of it more or less."""
    memory = block_of(extras=extras, journeys=journeys, categories=categories).memory()
    assert sum(len(part) for part in memory) == ROWS * size


def test_who_moved_in_is_not_written_over() -> None:
    """From `end` on nobody writes any more, however little was written by then."""
    for _ in range(20):
        block, warming = block_of(extras=True, journeys=2, categories=5), Warming()
        warming.begin(block)
        warming.end()
        for part in block.memory():
            part[:] = 1
        warming.end()
        assert all(part.all() for part in block.memory())


def test_what_was_written_is_nought() -> None:
    """An empty block is as empty after it."""
    block, warming = block_of(extras=True, journeys=2, categories=5), Warming()
    warming.begin(block)
    warming.end()
    assert not any(part.any() for part in block.memory())


def test_a_city_that_grows_begins_with_the_next_block(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once for each block, while it is empty, and the last is half full."""
    begun: list[tuple[int, int]] = []
    began = Warming.begin

    def noted(self: Warming, block: Block) -> None:
        begun.append((block.base, block.size))
        began(self, block)

    monkeypatch.setattr(Warming, "begin", noted)
    settings = ["shoppers.initial=320", "horizon_days=90", "engine=compiled"]
    world = World(compose_plan("everything", settings).plan, 0, threads=2, block=32)
    world.run()
    assert isinstance(world.population, City)
    bases = [block.base for block in world.population.blocks]
    assert len(bases) > 12
    # Ten are full of whoever is there from the start; the next is begun before anybody comes by.
    assert begun[: len(bases) - 10] == [(base, 0) for base in bases[10:]]
    assert len(begun) <= len(bases) - 9
