"""What one offer asks of the population at a midnight, draws for some of it, and notes of it."""

from __future__ import annotations

from sim.brand.lots import lots_of
from sim.brand.noting import noted
from sim.population.interface import Call, Floats, Ints, Population, Takers
from sim.population.rules import EVERYBODY


class Dealing:
    """An offer of some name hash, and whom it deals with."""

    def __init__(self, hash_: int, key: tuple[int, int], population: Population) -> None:
        self._hash = hash_
        self._key = key
        self.population = population

    def takers(
        self,
        day: int,
        code: int,
        ordinal: int,
        chance: float = 1.0,
        audience: int = EVERYBODY,
        *,
        ordered: bool = False,
    ) -> Takers:
        """Who came by, or ordered, the day before and takes part with a chance; see `Call`."""
        call = Call(code + self._hash, ordinal, day - 1, audience, chance, False, ordered)
        return self.population.takers(day, call)

    def lots(self, uids: Ints, code: int, ordinals: int | Ints) -> Floats:
        """What some people draw of a mechanism of the offer, shape (4, people): `lots_of`."""
        return lots_of(self._key, uids, code + self._hash, ordinals)

    def note(self, day: int, event: str, people: Ints, uids: Ints, fen: int) -> None:
        """Note something of some people, in order of uid, with so many fen each."""
        if len(people):
            self.population.feel(day, noted(day, event, people, uids, fen, self._hash))
