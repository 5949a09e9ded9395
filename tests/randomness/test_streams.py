"""Millions of draws cannot be told from luck, along every coordinate of an address.

Seeds are fixed, so each test gives one answer for one generator. A family of tests shares the
chance ALPHA to fail a perfect generator (Bonferroni); the nine families together less than 0.1 %.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from itertools import combinations

import numpy as np
from scipy import stats

from sim.randomness import address as at
from sim.randomness.philox import uniform, uniform_fine
from tests.randomness import streams, verdicts
from tests.randomness.streams import ORDINAL, REPLICATION, SEED, UID, WALKS, Ints

N = 1 << 20  # addresses along each coordinate, four words each
ALPHA = 1e-4


@cache
def words(axis: str) -> Ints:
    """The words at N addresses along a coordinate, shape (N, 4)."""
    return streams.words_at(streams.along(axis, N))


def believed(p_values: Iterable[float]) -> bool:
    """Whether a family of tests passes together at ALPHA."""
    values = list(p_values)
    return min(values) * len(values) > ALPHA


def uniformity(stream: Ints) -> list[float]:
    """High and low 12 bits of each of the four words."""
    parts = [stream[:, i] >> 20 for i in range(4)] + [stream[:, i] & 4095 for i in range(4)]
    return [verdicts.equal_frequencies(part, 4096) for part in parts]


def serial(stream: Ints) -> list[float]:
    """First words against those one to eight addresses on, and next to each other in pairs."""
    first = stream[:, 0]
    lags = [verdicts.correlation(first[:-lag], first[lag:]) for lag in range(1, 9)]
    return [*lags, *(verdicts.pairs(stream[::2, i], stream[1::2, i]) for i in range(4))]


def test_bits_are_equally_frequent() -> None:
    """Chi-square: 4 million words along each coordinate fall evenly into 4,096 bins."""
    assert believed(p for axis in WALKS for p in uniformity(words(axis)))


def test_uniforms_are_uniform() -> None:
    """Kolmogorov-Smirnov: a million uniforms of 32 and of 52 bits along each coordinate."""
    coarse = [uniform.py_func(words(axis)[:, 2]) for axis in WALKS]
    fine = [uniform_fine.py_func(words(axis)[:, 0], words(axis)[:, 1]) for axis in WALKS]
    assert believed(stats.kstest(u, "uniform", mode="asymp").pvalue for u in coarse + fine)


def test_draws_in_a_row_are_unrelated() -> None:
    """Serial correlation up to lag eight, and pairs in a row, along each coordinate."""
    assert believed(p for axis in WALKS for p in serial(words(axis)))


def test_the_words_of_one_block_are_unrelated() -> None:
    """The four words of one decision: pairs and correlations, along each coordinate."""
    tests: list[Callable[[Ints, Ints], float]] = [verdicts.pairs, verdicts.correlation]
    assert believed(
        test(words(axis)[:, i], words(axis)[:, j])
        for axis in WALKS
        for i, j in combinations(range(4), 2)
        for test in tests
    )


NEIGHBOURS = [
    (SEED, 1),
    (REPLICATION, 1),
    (UID, 1),
    (UID, 1 << 32),
    (ORDINAL, 1),
    (ORDINAL, 64),  # the next gamma variate
]


def beside(column: int, step: int) -> tuple[Ints, Ints]:
    """A stream over a million shoppers, and its neighbour `step` away in one coordinate."""
    addresses = streams.along("uid", N)
    addresses[:, UID] *= 7919  # spread, so that a neighbouring uid is not in the stream itself
    other = addresses.copy()
    other[:, column] += step
    return streams.words_at(addresses), streams.words_at(other)


def test_neighbouring_streams_are_unrelated() -> None:
    """A shopper's draws beside those of the next seed, replication, shopper, ordinal."""
    p_values = []
    for column, step in NEIGHBOURS:
        one, other = beside(column, step)
        for i in range(4):
            p_values.append(verdicts.correlation(one[:, i], other[:, i]))
            p_values.append(verdicts.pairs(one[:, i], other[:, i]))
            p_values.append(verdicts.bits_that_differ(one[:, i], other[:, i]))
    assert believed(p_values)


def test_mechanisms_are_unrelated() -> None:
    """Every two mechanisms, over 100,000 shoppers, do not correlate."""
    by_mechanism = []
    for code in streams.MECHANISMS:
        addresses = streams.along("uid", 100_000)
        addresses[:, streams.MECHANISM] = code
        by_mechanism.append(streams.words_at(addresses)[:, 0])
    assert believed(verdicts.correlation(a, b) for a, b in combinations(by_mechanism, 2))


def flips(draw: Callable[[Ints], Ints], trials: int) -> Ints:
    """How often each of 128 output bits flips with each of 191 address bits, shape (191, 128)."""
    generator = np.random.default_rng(1)
    limits = [1 << 32, 1 << 32, 1 << 63, 1 << 32, 1 << 32]
    addresses = np.stack([generator.integers(0, m, trials) for m in limits], axis=1)
    bits = [(column, bit) for column in range(5) for bit in range(63 if column == UID else 32)]
    before, counted = draw(addresses), np.empty((len(bits), 128), dtype=np.int64)
    for row, (column, bit) in enumerate(bits):
        changed = addresses.copy()
        changed[:, column] ^= 1 << bit
        apart = (before ^ draw(changed)).astype(np.uint32)
        counted[row] = np.unpackbits(apart.view(np.uint8), axis=1).sum(axis=0)
    return counted


def test_each_address_bit_flips_half_of_the_output() -> None:
    """Avalanche: 191 address bits against 128 output bits, 4,096 addresses each."""
    counted = flips(streams.words_at, 4096)
    worst = float(stats.norm.sf(np.abs(counted - 2048).max() / 32)) * 2 * counted.size
    assert believed([min(1.0, worst), verdicts.spread_of_flips(counted, 4096)])


def test_spacings_are_those_of_birthdays() -> None:
    """Marsaglia's birthday spacings, 1,024 years of 4,096 words, along each coordinate."""
    assert believed(verdicts.birthday_spacings(words(axis).ravel()) for axis in WALKS)


def weyl() -> Ints:
    """Multiples of an odd number: even, and as regular as can be."""
    return (np.arange(N, dtype=np.int64) * 0x9E3779B1) & 0xFFFFFFFF


def test_a_bad_generator_is_caught() -> None:
    """Each statistic refuses a stream that has the fault it is there for."""
    good, regular = words("uid"), weyl()
    stuck = good | 1
    assert not believed(uniformity(stuck))
    assert not believed([verdicts.equal_frequencies(regular >> 20, 4096)])
    assert not believed(serial(np.stack([regular] * 4, axis=1)))
    assert not believed([verdicts.correlation(good[:, 0], good[:, 0] + good[:, 1] // 50)])
    assert not believed([verdicts.bits_that_differ(good[:, 0], good[:, 0] ^ good[:, 1] & 0xFFFF)])
    assert not believed([verdicts.birthday_spacings(regular)])


def test_an_ignored_address_bit_is_caught() -> None:
    """A generator that overlooks one bit of the uid does not pass the avalanche."""

    def deaf(addresses: Ints) -> Ints:
        heard = addresses.copy()
        heard[:, UID] &= ~(1 << 40)
        return streams.words_at(heard)

    assert not believed([verdicts.spread_of_flips(flips(deaf, 256), 256)])


def test_uids_are_spread_evenly() -> None:
    """A million arrivals: no uid twice, and each of the 63 bits is set in half of them."""
    channel = at.name_hash("store")
    uids = np.array([at.uid_of_arrival(channel, day, i) for day in range(200) for i in range(5000)])
    assert len(np.unique(uids)) == len(uids)
    ones = np.array([int((uids >> bit & 1).sum()) for bit in range(63)])
    z = (ones - len(uids) / 2) / np.sqrt(len(uids) / 4)
    assert believed(float(2 * stats.norm.sf(abs(one))) for one in z)
