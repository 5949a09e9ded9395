"""What is asked of a search, and what it found."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

from sim.config.errors import InputError
from sim.config.said import say
from sim.study.figure import check_kpi
from sim.study.optimise.confirm import Finalist, Tried
from sim.study.optimise.limits import Limit
from sim.study.stopped import Stopped


@dataclass(frozen=True)
class Asked:
    """What is wanted.

    kpi, maximise: the figure, and whether more of it is better.
    limits: bounds that have to hold in `probability` of the replications.
    trials: plans tried. confirm: fresh replications for the best.
    """

    kpi: str = "contribution"
    maximise: bool = True
    limits: tuple[Limit, ...] = ()
    probability: float = 0.9
    trials: int = 40
    confirm: int = 20

    def check(self) -> None:
        """Refuse what cannot be done.

        Raises:
            InputError: naming the argument.
        """
        check_kpi(self.kpi, "maximise" if self.maximise else "minimise")
        if find_spec("optuna") is None:
            raise InputError(
                say("siyu optimize needs Optuna, which is not installed"),
                allowed=['pip install "optuna>=5.0"'],
            )


@dataclass(frozen=True)
class Best:
    """What a search found.

    tried: every plan in order. stopped: those that stopped, which have no figures.
    finalists: the plan as written first, then the best and the others.
    edges: keys whose best value is an end of its interval. used_up: whether no plan is left.
    """

    tried: list[Tried]
    stopped: Stopped
    finalists: list[Finalist]
    edges: list[str]
    used_up: bool

    @property
    def winner(self) -> Finalist | None:
        """The best finalist; None if none keeps the limits on fresh replications."""
        best = self.finalists[1] if len(self.finalists) > 1 else None
        return best if best is not None and best.kept else None
