"""How far a stock reaches among those who ask for it, in order of time and uid, inside a kernel.

Nobody is sorted: of those who may be the first whom it does not reach, half are ruled out by adding
up what they ask, and again of the half that is left.
"""

from __future__ import annotations

from sim.population.compiled.layout import REQUEST, Ints
from sim.population.compiled.machine import Sheet, compiled, kernel

# Time of day and as much of a uid as fits, as one number.
_TIME_BITS = 27  # a day has fewer milliseconds than 2 ** 27
_UID_BITS = 63 - _TIME_BITS
MIDNIGHT = 1 << _UID_BITS  # the first number after midnight itself
NOBODY = -1


@kernel
def requests(
    rows: Sheet,
    gate: int,
    midnight: int,
    numbers: Ints,
    amounts: Ints,
    places: Ints,
    first: int,
    begun: int,
) -> int:
    """Gather what is asked of a gate from place `begun` on; returns the place after the last.

    numbers: time and uid of who asks; amounts: how much (1 of what is handed out one by one);
    places: row it stands in, of which the first is number `first`.
    """
    found = begun
    for k in range(len(rows)):
        if rows[k, 0] == REQUEST and rows[k, 3] == gate:
            numbers[found] = (rows[k, 1] - midnight << _UID_BITS) + (rows[k, 2] >> _TIME_BITS)
            amounts[found] = max(rows[k, 4], 1)
            places[found] = first + k
            found += 1
    return found


@compiled
def _middle(one: int, other: int, third: int) -> int:
    return max(min(one, other), min(max(one, other), third))


@kernel
def first_beyond(numbers: Ints, amounts: Ints, left: int, found: Ints) -> None:
    """Find the first number up to which more is asked than is left; both arrays are used up.

    found: that number, NOBODY if there is enough for all; and what is asked before it.
    """
    size, before = len(numbers), 0
    found[0] = NOBODY
    while size > 0 and found[0] == NOBODY:
        pivot = _middle(numbers[0], numbers[size // 2], numbers[size - 1])
        less, alike = 0, 0
        for k in range(size):
            less += amounts[k] if numbers[k] < pivot else 0
            alike += amounts[k] if numbers[k] == pivot else 0
        sooner = less > 0 and before + less > left
        if not sooner:
            before += less
            if before + alike > left:
                found[0] = pivot
            else:
                before += alike
        kept = 0
        for k in range(size):
            number, amount = numbers[k], amounts[k]
            numbers[kept] = number
            amounts[kept] = amount
            kept += 1 if (number < pivot if sooner else number > pivot) else 0
        size = kept
    found[1] = before
