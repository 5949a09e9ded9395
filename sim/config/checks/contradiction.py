"""A setting that is allowed and cannot stand beside another, and what many checks ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.config.keys import number_words
from sim.config.said import Said, say


@dataclass(frozen=True)
class Contradiction:
    """A key that cannot stand beside another; `allowed` says what could."""

    key: str
    what: Said
    value: object
    allowed: Said | list[str]


Found = Iterator[Contradiction]


def ends_before_it_begins(spans: Mapping[str, tuple[int, int]], *, lasts: bool = False) -> Found:
    """Of spans by their key, (from_day, until_day), those that are none.

    lasts: whether a span needs a day at least, rather than standing for nothing if it has none.
    """
    for key, (first, until) in spans.items():
        if until < first or (lasts and until == first):
            what = say("{key} ends before it begins", key=key)
            allowed = (
                say("later than from_day ({from_day})", from_day=first)
                if lasts
                else say("from_day ({from_day}) or later", from_day=first)
            )
            yield Contradiction(f"{key}.until_day", what, until, allowed)


def closes_before_it_opens(hours: Mapping[str, tuple[float, float]]) -> Found:
    """Of hours of a day by their key, (from_hour, to_hour), those that are none."""
    for key, (opens, closes) in hours.items():
        if closes <= opens:
            what = say("{key} closes before it opens", key=key)
            allowed = say("later than from_hour ({from_hour})", from_hour=number_words(opens))
            yield Contradiction(f"{key}.to_hour", what, number_words(closes), allowed)
