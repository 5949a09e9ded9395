"""Which plan to try next: Optuna's TPE, seeded, so that a search can be replayed."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.study.grid import Value
from sim.study.space import Factor

if TYPE_CHECKING:
    from optuna import Study as OptunaStudy
    from optuna import Trial

DIGITS = 4
"""Of a proposed value: no brand sets a reward finer than that."""

AT_ONCE = 4
"""Plans asked for before any of them is answered: whatever the workers, the same proposals."""


@dataclass(frozen=True)
class Proposal:
    """A plan to try: its values by key."""

    trial: Trial
    values: dict[str, Value]


class Search:
    """Tree-structured Parzen estimators (Bergstra et al., NIPS 2011) over some factors.

    Several plans are asked for at a time; those not answered yet count as bad (constant liar).
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
        """The next plans to try."""
        found = []
        for _ in range(count):
            trial = self._study.ask()
            found.append(Proposal(trial, {f.key: _suggested(trial, f) for f in self._factors}))
        return found

    def tell(self, proposal: Proposal, figure: float, shortfall: float | None) -> None:
        """What a plan came to, and by how much it is beyond the limits, if there are any."""
        if shortfall is not None:
            proposal.trial.set_constraint("limits", min(shortfall, 1e9))
        self._study.tell(proposal.trial, figure)

    def refuse(self, proposal: Proposal) -> None:
        """These values contradict each other: there is no such plan."""
        from optuna.trial import TrialState

        self._study.tell(proposal.trial, state=TrialState.FAIL)


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
