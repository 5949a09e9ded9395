"""The line to a district: letters go out, answers come back, and a lost district lives again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from sim.config.errors import StoppedError
from sim.config.said import say

if TYPE_CHECKING:
    from sim.population.districts.district import District

MOST_LOSSES = 3

Make = Callable[[], "District"]


class DistrictLostError(Exception):
    """The worker a district lived in is gone."""


class Host(Protocol):
    """A worker in which one district lives. Letters are read in the order they were sent."""

    def send(self, name: str, arguments: tuple[Any, ...]) -> None:
        """Have the district do something; a lost worker shows when the answer is read."""

    def answer(self) -> Any:
        """Wait for the answer to the letter sent last.

        Raises:
            DistrictLostError: the worker is gone.
            Exception: what the district raised.
        """

    def end(self) -> None:
        """End the worker."""


class Line:
    """One district, whoever holds it; letters that change it are kept for a new worker to read."""

    def __init__(self, hire: Callable[[], Host]) -> None:
        self._hire = hire
        self._host = hire()
        self._past: list[tuple[str, tuple[Any, ...]]] = []
        self._last: tuple[str, tuple[Any, ...]]
        self._losses = 0

    def tell(self, name: str, *arguments: Any) -> None:
        """A letter the district has to live through again if its worker is lost."""
        self.ask(name, *arguments)
        self._past.append(self._last)

    def ask(self, name: str, *arguments: Any) -> None:
        """A letter that changes nothing."""
        self._last = (name, arguments)
        self._host.send(*self._last)

    def answer(self) -> Any:
        """The answer to the last letter, of this worker or the one after it.

        Raises:
            StoppedError: the district lost `MOST_LOSSES` workers.
        """
        while True:
            try:
                return self._host.answer()
            except DistrictLostError as lost:
                self._live_again(lost)

    def _live_again(self, lost: DistrictLostError) -> None:
        """Have a new worker read every letter so far; the answer to the last is not read yet."""
        while True:
            self._losses += 1
            if self._losses == MOST_LOSSES:
                raise StoppedError(
                    say(
                        "a district lost {losses} workers, which is what too little memory looks "
                        "like; more districts on more machines need less of it each",
                        losses=MOST_LOSSES,
                    )
                ) from lost
            self._host.end()
            self._host = self._hire()
            try:
                self._read_again()
                return
            except DistrictLostError as again:
                lost = again

    def _read_again(self) -> None:
        told = bool(self._past) and self._past[-1] is self._last
        for letter in self._past[: len(self._past) - told]:
            self._host.send(*letter)
            self._host.answer()
        self._host.send(*self._last)

    def end(self) -> None:
        """End the worker."""
        self._host.end()
