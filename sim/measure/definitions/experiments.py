"""Experiments as they were read."""

from __future__ import annotations

from sim.measure.definitions.kpi import Kpi

EXPERIMENTS: tuple[Kpi, ...] = (
    Kpi(
        "test_people",
        "load",
        "people",
        0,
        "People in a test's arm",
        "测试每组人数",
        "Members in the smaller arm of a test; mean over tests read within the run.",
        "期内读数的测试中较小一组的人数均值。",
    ),
    Kpi(
        "test_difference",
        "load",
        "points",
        0,
        "Test: difference",
        "测试差值",
        "Share of successes in the second arm less that in the first, in percentage points, as the test was read; mean over tests.",
        "读数时试验组成功占比减对照组成功占比（百分点）；多个测试取均值。",
    ),
    Kpi(
        "test_detected",
        "load",
        "share",
        1,
        "Test: detected",
        "测试显著",
        "Tests whose 95 % interval of the difference excludes zero / tests read: over replications, the power if the arms differ.",
        "差值 95% 区间不含零的测试 / 已读数测试；两组确有差异时，多次重复的均值即功效。",
    ),
    Kpi(
        "test_detectable",
        "load",
        "points",
        -1,
        "Test: detectable difference",
        "测试可检出差值",
        "Difference, in percentage points, a test of this size finds four times in five: 2.80 standard errors; mean over tests.",
        "该规模测试有八成把握检出的差值（百分点，2.80 个标准误）；多个测试取均值。",
    ),
)
