"""M/M/c: enquiries that come at random and are answered by `servers` guides.

Erlang (1917); formulas as in Gross and Harris, Fundamentals of Queueing Theory. `arrivals` and
`service` (of one guide) are rates in the same unit of time.
"""

from __future__ import annotations


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
