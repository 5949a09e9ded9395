"""Which plan to try next: Optuna's TPE, seeded, so that a search can be replayed."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from sim.study.grid import Value
from sim.study.space import Factor

if TYPE_CHECKING:
    from optuna import Study as OptunaStudy
    from optuna import Trial

DIGITS = 4
"""Of a proposed value: no brand sets a reward finer than that."""

Values = tuple[Value, ...]

_PATIENCE = 10
"""Times the estimators may propose a plan that was tried before one that is left is drawn."""

AT_ONCE = 4
"""Plans asked for before any of them is answered: whatever the workers, the same proposals."""


@dataclass(frozen=True)
class Proposal:
    """A plan to try: its values by key."""

    trial: Trial
    values: dict[str, Value]


class Search:
    """Tree-structured Parzen estimators (Bergstra et al., NIPS 2011) over some factors.

    Several plans are asked for at a time; those not answered yet count as bad (constant liar). No
    plan is asked for twice: where the estimators propose one again, they are asked again, and at
    last a plan that is left is drawn.
    """

    def __init__(
        self,
        factors: Sequence[Factor],
        seed: int,
        *,
        maximise: bool,
        written: Mapping[str, object],
    ) -> None:
        """`written` are the values to begin with; those outside the space are left to chance."""
        import optuna

        self._asked: set[Values] = set()
        self._draw = np.random.default_rng(seed)

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self._factors = tuple(factors)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # constant_liar is experimental
            sampler = optuna.samplers.TPESampler(seed=seed, constant_liar=True)
        self._study: OptunaStudy = optuna.create_study(
            sampler=sampler, direction="maximize" if maximise else "minimize"
        )
        first = {f.key: _stored(f, written[f.key]) for f in factors if _within(f, written)}
        if len(first) == len(self._factors):
            self._study.enqueue_trial(first)

    def ask(self, count: int) -> list[Proposal]:
        """The next plans to try; fewer if no more are left."""
        found: list[Proposal] = []
        while len(found) < count and not self.used_up:
            proposal = self._next()
            for _ in range(_PATIENCE):
                if _values(proposal) not in self._asked:
                    break
                self.refuse(proposal)
                proposal = self._next()
            while _values(proposal) in self._asked:
                self.refuse(proposal)
                self._study.enqueue_trial(self._left())
                proposal = self._next()
            self._asked.add(_values(proposal))
            found.append(proposal)
        return found

    @property
    def used_up(self) -> bool:
        """Whether every plan of the space was asked for; never where a factor takes any number."""
        counts = [factor.count for factor in self._factors]
        return None not in counts and len(self._asked) == math.prod(cast(list[int], counts))

    def _next(self) -> Proposal:
        trial = self._study.ask()
        return Proposal(trial, {f.key: _suggested(trial, f) for f in self._factors})

    def _left(self) -> dict[str, Any]:
        """A plan drawn from those not asked for yet, as Optuna knows it."""
        while True:
            values = [f.value(float(self._draw.random())) for f in self._factors]
            if tuple(values) not in self._asked:
                pairs = zip(self._factors, values, strict=True)
                return {factor.key: _stored(factor, value) for factor, value in pairs}

    def tell(self, proposal: Proposal, figure: float, shortfall: float | None) -> None:
        """What a plan came to, and by how much it is beyond the limits, if there are any."""
        if shortfall is not None:
            proposal.trial.set_constraint("limits", min(shortfall, 1e9))
        self._study.tell(proposal.trial, figure)

    def refuse(self, proposal: Proposal) -> None:
        """There is no such plan, for its values contradict each other, or it was tried before."""
        from optuna.trial import TrialState

        self._study.tell(proposal.trial, state=TrialState.FAIL)


def _values(proposal: Proposal) -> Values:
    return tuple(proposal.values.values())


def _within(factor: Factor, written: Mapping[str, object]) -> bool:
    value = written.get(factor.key)
    if factor.listed is not None:
        return value in factor.listed.values
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return float(factor.low) <= value <= float(factor.high)


def _stored(factor: Factor, value: object) -> Any:
    """A value as Optuna knows it: of a list which one it is."""
    return factor.listed.values.index(value) if factor.listed is not None else value


def _suggested(trial: Trial, factor: Factor) -> Value:
    if factor.listed is not None:
        choices = range(len(factor.listed.values))
        return factor.listed.values[trial.suggest_categorical(factor.key, choices)]
    if factor.whole:
        return trial.suggest_int(factor.key, int(factor.low), int(factor.high))
    low, high = float(factor.low), float(factor.high)
    return factor.near(trial.suggest_float(factor.key, low, high, log=factor.log), DIGITS)
