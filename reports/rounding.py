"""Means of a whole ledger in whole fen that still add up, whichever way they are added.

Rounded one by one they would not: the months of an account, the accounts of a group, the groups of
contribution, the debits and credits of a month. That a table with margins can be rounded so that
all of them hold, no amount by a fen or more, is controlled rounding (Cox, JASA 82, 1987): amounts
are a flow through a net of sums, and where some are not whole there is a ring of such, around
which a part of a fen is moved until one of them is.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator

import numpy as np

from reports.money import GROUPS, PROGRAMME, Ints
from sim.ledger.accounts import ACCOUNTS

Node = tuple[str, int]  # what is added up, and the month or `ALL`

ALL = -1
_BOOK, _RESULT, _PROGRAMME, _OFF = "book", "result", "programme", "off"
_ABOVE = {
    _RESULT: _BOOK,
    _PROGRAMME: _RESULT,
    **{group: _PROGRAMME if group in PROGRAMME else _RESULT for group in GROUPS},
    "balance": _BOOK,
}
"""What each sum is a part of, the most important first; the book adds up to zero."""


def rounded_means(ledger: Ints) -> Ints:
    """Mean over replications of every account and month, in whole fen.

    Accounts add up over months, to groups, to programme cost and contribution, and in each month
    to zero if the ledger does; each of these sums, like each amount, is less than a fen from its
    exact mean. Contribution and programme cost of the run are rounded first, to the nearest fen.

    Args:
        ledger: debit less credit in fen, shape (replications, months, accounts).

    Returns:
        Shape (months, accounts).
    """
    sums, replications = ledger.sum(axis=0), len(ledger)
    net = _Net(replications)
    places = _laid_out(net, sums)
    net.settle()
    found: Ints = np.zeros_like(sums)
    for place, edges in places.items():
        if place < len(ACCOUNTS):
            found[:, place] = [net.amounts[edge] // replications for edge in edges]
    return found


def _laid_out(net: _Net, sums: Ints) -> dict[int, list[int]]:
    """Put sums and accounts into the net, those of the run first; the edges of each account.

    What a month lacks to zero goes through the net as an account of its own, which nobody sees.
    """
    months = range(len(sums))
    accounts = {i: (a.key, a.group) for i, a in enumerate(ACCOUNTS) if sums[:, i].any()}
    amounts = {i: sums[:, i] for i in accounts}
    accounts[len(ACCOUNTS)], amounts[len(ACCOUNTS)] = (_OFF, _BOOK), -sums.sum(axis=1)
    within = {group: np.zeros(len(sums), np.int64) for group in _ABOVE}
    for i, (_, group) in accounts.items():
        for one in _upwards(group):
            within[one] += amounts[i]
    for group, above in _ABOVE.items():
        net.add((group, ALL), (above, ALL), int(within[group].sum()))
    for i, (key, group) in accounts.items():
        net.add((f"account {key}", ALL), (group, ALL), int(amounts[i].sum()))
    for group, above in _ABOVE.items():
        for month in months:
            net.add((above, month), (group, month), int(within[group][month]))
    return {
        i: [
            net.add((group, month), (f"account {key}", ALL), int(amounts[i][month]))
            for month in months
        ]
        for i, (key, group) in accounts.items()
    }


def _upwards(group: str) -> Iterator[str]:
    """The group and the sums it is a part of, short of the book."""
    while group != _BOOK:
        yield group
        group = _ABOVE[group]


class _Net:
    """Amounts that flow from node to node; what comes to a node leaves it.

    Attributes:
        amounts: by edge; whole ones are multiples of `unit`.
    """

    def __init__(self, unit: int) -> None:
        self.unit = unit
        self.amounts: list[int] = []
        self._ends: list[tuple[Node, Node]] = []
        self._at: dict[Node, list[int]] = defaultdict(list)

    def add(self, tail: Node, head: Node, amount: int) -> int:
        """An edge and what flows through it; returns its number."""
        edge = len(self.amounts)
        self.amounts.append(amount)
        self._ends.append((tail, head))
        if amount % self.unit:
            self._at[tail].append(edge)
            self._at[head].append(edge)
        return edge

    def settle(self) -> None:
        """Make every amount whole, in the order of the edges, by less than a unit each."""
        for edge in range(len(self.amounts)):
            while self.amounts[edge] % self.unit:
                self._move(edge)

    def _move(self, edge: int) -> None:
        """Move the edge to its nearest whole amount, as far as the ring it is in can follow."""
        up = 1 if 2 * (self.amounts[edge] % self.unit) > self.unit else -1
        ring = [(one, up * way) for one, way in self._ring(edge)]
        step = min(-way * self.amounts[one] % self.unit for one, way in ring)
        for one, way in ring:
            self.amounts[one] += way * step

    def _ring(self, edge: int) -> list[tuple[int, int]]:
        """The shortest ring of amounts that are not whole; 1 along an edge, -1 against it."""
        goal, start = self._ends[edge]
        came: dict[Node, tuple[Node, int, int]] = {}
        queue = deque([start])
        while goal not in came:
            node = queue.popleft()
            for one in self._at[node]:
                if one == edge or not self.amounts[one] % self.unit:
                    continue
                tail, head = self._ends[one]
                there, way = (head, 1) if tail == node else (tail, -1)
                if there != start and there not in came:
                    came[there] = (node, one, way)
                    queue.append(there)
        ring, node = [(edge, 1)], goal
        while node != start:
            node, one, way = came[node]
            ring.append((one, way))
        return ring
