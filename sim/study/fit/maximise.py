"""Maximum likelihood over a few positive parameters, with standard errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from sim.study.fit.cohort import Histories
from sim.study.fit.orders import Floats

CLIMBED = 10_000  # histories that show the way to the top
STEP = 1e-3  # of the logarithm of a parameter, for second differences


@dataclass(frozen=True)
class Maximum:
    """The maximum of a log-likelihood.

    estimate, standard_errors: by parameter name. `standard_errors` is None where the likelihood
    is flat in some direction: the data then do not determine the parameters.
    at_bound: names of the parameters that ended on the edge of the allowed range.
    """

    estimate: dict[str, float]
    log_likelihood: float
    standard_errors: dict[str, float] | None
    at_bound: tuple[str, ...]


def maximise_over(
    histories: Histories,
    each: Callable[[Floats, Histories], Floats],
    starts: Sequence[tuple[float, ...]],
    bounds: Mapping[str, tuple[float, float]],
) -> Maximum:
    """The maximum over all customers of a cohort; as `maximise`.

    A large log is climbed with few of its histories, and with all of them only from there on: the
    way to the top is most of the work.

    Args:
        each: log-likelihood of every history at a point, shape (histories,).
    """

    def total_of(some: Histories) -> Callable[[Floats], float]:
        return lambda point: float(some.customers @ each(point, some))

    if (step := len(histories.x) // CLIMBED) > 1:
        sketch = maximise(total_of(histories.every(step)), starts, bounds)
        starts = [tuple(sketch.estimate.values())]
    return maximise(total_of(histories), starts, bounds)


def maximise(
    log_likelihood: Callable[[Floats], float],
    starts: Sequence[tuple[float, ...]],
    bounds: Mapping[str, tuple[float, float]],
) -> Maximum:
    """Climb from every start in log-parameters, polish the best, measure the curvature there.

    Args:
        log_likelihood: total log-likelihood of a point, shape (parameters,).
        starts: starting points, clipped into the bounds.
        bounds: lowest and highest value by parameter name, both above zero.

    Raises:
        RuntimeError: the search did not settle.
    """
    low, high = (np.log([pair[k] for pair in bounds.values()]) for k in (0, 1))
    box = list(zip(low, high, strict=True))

    def loss(point: Floats) -> float:
        return -log_likelihood(np.exp(np.clip(point, low, high)))

    climbs = [
        minimize(loss, np.clip(np.log(start), low, high), method="L-BFGS-B", bounds=box)
        for start in starts
    ]
    best = min(climbs, key=lambda climb: float(climb.fun))
    point = _polish(loss, np.asarray(best.x), box)
    near = (point < low + 1e-4) | (point > high - 1e-4)
    return Maximum(
        estimate={
            name: float(np.clip(np.exp(at), *bounds[name]))
            for name, at in zip(bounds, point, strict=True)
        },
        log_likelihood=-loss(point),
        standard_errors=None if near.any() else _standard_errors(loss, point, list(bounds)),
        at_bound=tuple(name for name, on_edge in zip(bounds, near, strict=True) if on_edge),
    )


def _polish(
    loss: Callable[[Floats], float], point: Floats, box: Sequence[tuple[float, float]]
) -> Floats:
    """The last digits, which a climb by numerical slopes leaves open."""
    low, high = np.array(box).T
    simplex = np.clip(np.vstack([point, point + 0.01 * np.eye(len(point))]), low, high)
    options = {
        "initial_simplex": simplex,
        "xatol": 1e-7,
        # A sum over many customers is rounded in proportion to its size.
        "fatol": 1e-8 + 1e-11 * abs(loss(point)),
        "maxiter": 4000,
        "maxfev": 4000,
    }
    polished = minimize(loss, point, method="Nelder-Mead", bounds=box, options=options)
    if not polished.success:
        raise RuntimeError(f"the likelihood search did not settle: {polished.message}")
    return np.asarray(polished.x)


def _standard_errors(
    loss: Callable[[Floats], float], point: Floats, names: Sequence[str]
) -> dict[str, float] | None:
    """Roots of the inverse information, from log-parameters to parameters by the delta method."""
    n = len(point)
    steps = np.eye(n) * STEP
    information = np.empty((n, n))
    for i in range(n):
        for j in range(n):
            far = loss(point + steps[i] + steps[j]) + loss(point - steps[i] - steps[j])
            across = loss(point + steps[i] - steps[j]) + loss(point - steps[i] + steps[j])
            information[i, j] = (far - across) / (4 * STEP**2)
    if np.linalg.eigvalsh(information).min() <= 0:
        return None
    errors = np.exp(point) * np.sqrt(np.diag(np.linalg.inv(information)))
    return dict(zip(names, errors.tolist(), strict=True))
