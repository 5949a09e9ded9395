"""M/M/c: enquiries that come at random and are answered by `servers` guides.

Erlang (1917); formulas as in Gross and Harris, Fundamentals of Queueing Theory. `arrivals` and
`service` (of one guide) are rates in the same unit of time.
"""

from __future__ import annotations

import math

import numpy as np

_TAIL = 1e-18  # chance of longer queues, which no sum below can feel


def delay_chance(servers: int, load: float) -> float:
    """Erlang C: P(an enquiry has to wait); `load` = arrivals / service, below `servers`.

    By the recursion of Erlang B, which neither over- nor underflows.
    """
    lost = 1.0
    for busy in range(1, servers + 1):
        lost = load * lost / (busy + load * lost)
    return lost / (1.0 - load / servers * (1.0 - lost))


def waiting_time(servers: int, arrivals: float, service: float) -> float:
    """Wq, mean time an enquiry waits before somebody turns to it."""
    return delay_chance(servers, arrivals / service) / (servers * service - arrivals)


def queue_length(servers: int, arrivals: float, service: float) -> float:
    """Lq, mean number of enquiries nobody has turned to yet (Little's law)."""
    return arrivals * waiting_time(servers, arrivals, service)


def idle_chance(servers: int, arrivals: float, service: float) -> float:
    """p0, share of time in which no enquiry is there at all."""
    load = arrivals / service
    term, total = 1.0, 1.0
    for busy in range(1, servers):
        term *= load / busy
        total += term
    term *= load / servers
    return 1.0 / (total + term / (1.0 - load / servers))


def memory(servers: int, arrivals: float, service: float) -> float:
    """Time in which a busy queue forgets where it began (its relaxation time).

    1 / (sqrt(c mu) - sqrt(lam))^2 is the slowest rate of the queue while all servers are busy
    (Cohen 1982, The Single Server Queue, II.2).
    """
    return 1.0 / (math.sqrt(servers * service) - math.sqrt(arrivals)) ** 2


def error_of_length(servers: int, arrivals: float, service: float, time: float) -> float:
    """Standard deviation of the mean number waiting over a long `time`."""
    chances = _chances(servers, arrivals / service)
    waiting = np.maximum(np.arange(len(chances)) - servers, 0)
    below = np.cumsum((waiting - chances @ waiting) * chances)
    return _error(below, chances, arrivals, time)


def error_of_idle(servers: int, arrivals: float, service: float, time: float) -> float:
    """Standard deviation of the share of a long `time` in which no enquiry is there."""
    chances = _chances(servers, arrivals / service)
    beyond = np.append(np.cumsum(chances[:0:-1])[::-1], 0.0)  # P(more than n), digit by digit
    return _error(chances[0] * beyond, chances, arrivals, time)


def _chances(servers: int, load: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """P(n enquiries there), n = 0, 1, ... until the rest no longer counts."""
    use = load / servers
    longer = max(1, math.ceil(math.log(_TAIL) / math.log(use)))
    steps = np.log(load / np.minimum(np.arange(1, servers + longer + 1), servers))
    weight = np.concatenate([[0.0], np.cumsum(steps)])
    chances = np.exp(weight - weight.max())
    return np.asarray(chances / chances.sum())


def _error(below: object, chances: object, arrivals: float, time: float) -> float:
    """From partial sums of (f - its mean) x chance, for a function f of a birth-death process.

    Whitt (1992), Asymptotic Formulas for Markov Processes, Operations Research 40(2), equation 6:
    the variance of a mean over `time` is 2 / time x sum of below(n)^2 / (birth rate x chance(n)).
    """
    sums, parts = np.asarray(below), np.asarray(chances)
    # As quotients first: the square of a chance of 1e-180 would be lost.
    return math.sqrt(2.0 / time * float(np.sum(sums * (sums / (arrivals * parts)))))
