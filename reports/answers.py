"""The answer in a few sentences per scenario, from verdicts; never more than they carry."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from reports.figures.bridge import BY_CAUSE, Bar, bridges
from reports.figures.holdout import holdout_error
from reports.numbers import amount, change, change_span, percent, span
from reports.results import Difference, Moved, Results, Scenario
from reports.standing import standing, standing_told
from reports.words import Words
from sim.measure.definitions import BY_KEY

# What an answer speaks of; contribution leads.
MAIN = (
    "contribution",
    "net_sales",
    "programme_cost",
    "acquisition_cost",
    "members",
    "active_30",
    "newcomer_retention_90",
    "repurchase_rate",
    "cac",
    "muted_share",
    "opted_out_share",
)

# Figures that have a sentence of their own.
GUIDES = ("guide_utilisation", "tasks_expired")
TESTS = ("test_people", "test_difference", "test_detectable", "test_detected")
TOGETHER = 6
"""Plans that are told what the questions of all of them are about; of more each its own."""


def headline(results: Results, words: Words) -> str:
    """Which scenarios earn more than the reference, most first; which less; which none can tell."""
    rows = [(s, results.differences[s.name, "contribution"]) for s in results.others]
    rows.sort(key=lambda pair: -pair[1].difference)
    parts = []
    for verdict in ("higher", "lower", "cannot separate", "same"):
        plans = [_headed(s, row, words) for s, row in rows if row.verdict == verdict]
        if plans:
            parts.append(words(f"headline.{verdict}", plans=words("join.plans").join(plans)))
    reference = results.reference.quoted(words.lang)
    return words("headline.all", reference=reference, parts=words.listed(parts))


def stands(results: Results, words: Words) -> str:
    """Which plan earns most, beside what each does against the reference; "" of two plans.

    Under several sets of evidence every pair of plans is told, and this is left to that.
    """
    if results.pairs:
        return ""
    found = standing({s.name: results.runs(s.name, "contribution") for s in results.scenarios})
    titles = {one.name: one.quoted(words.lang) for one in results.scenarios}
    return "" if found is None else standing_told(found, titles, words)


def _headed(scenario: Scenario, row: Difference, words: Words) -> str:
    """A plan in the headline, with its difference where that is told from zero."""
    title = scenario.title[words.lang]
    if row.verdict not in ("higher", "lower"):
        return title
    return words("headline.plan", title=title, difference=change(words, row.difference, "yuan"))


def asked_against(results: Results, scenario: Scenario, words: Words) -> str:
    """A sentence where the question of a plan is put against others than the reference; or "".

    A salon held against a brand without stores is told the difference the stores make.
    """
    names = dict.fromkeys(one["against"] for one in _expects(scenario))
    if not names or results.reference.name in names:
        return ""
    reference = results.reference.quoted(words.lang)
    return words("answer.against", names=words("join.comma").join(names), reference=reference)


def answers(results: Results, words: Words) -> dict[str, list[str]]:
    """By compared scenario its answer: verdict, why, better, worse, what nobody can tell.

    Each part is a sentence without its first capital and its full stop (`sentence`).
    """
    causes = bridges(results, BY_CAUSE)
    return {one.name: _answer(results, one, causes[one.name], words) for one in results.others}


def _answer(results: Results, scenario: Scenario, causes: list[Bar], words: Words) -> list[str]:
    rows = [results.differences[scenario.name, kpi] for kpi in MAIN]
    moved = results.moved[scenario.name] if scenario in results.followed else ()
    parts = [_lead(rows[0], results, words), *why(causes, moved, words)]
    for kind in ("wins", "costs"):
        items = [_item(row, words) for row in rows[1:] if side(row) == kind]
        if items:
            parts.append(words(f"answer.{kind}", items=words("join.comma").join(items)))
    for kind, rest in (("unclear", _unclear), ("undefined", _undefined)):
        names = [words.kpi_inside(row.kpi) for row in rows[1:] if rest(row)]
        if names:
            parts.append(words(f"answer.{kind}", items=words("join.comma").join(names)))
    return [
        *parts,
        *_guides(results, scenario, words),
        *_tests(results, scenario, words),
        *_asked(results, scenario, words),
    ]


def sentence(part: str, words: Words) -> str:
    """A part of an answer as a sentence of its own."""
    return part[:1].upper() + part[1:] + words("answer.end")


def why(causes: Sequence[Bar], moved: Sequence[Moved], words: Words) -> list[str]:
    """Where the difference in contribution comes from, largest first, and which orders moved.

    What these runs tell from zero is given with its amount; what differs besides is only named.
    """
    *steps, _ = causes
    told = sorted((step for step in steps if step.separated), key=lambda step: -abs(step.fen))
    items = [
        words(
            "answer.item",
            kpi=words.inside(words(f"group.{step.group}")),
            difference=change(words, step.fen / 100, "yuan"),
        )
        for step in told
    ]
    open_ = [words.inside(words(f"group.{one.group}")) for one in steps if _untold(one)]
    listed = words("join.comma").join
    rest = words("answer.why_open", items=listed(open_)) if open_ else ""
    parts = [words("answer.why", items=listed(items), rest=rest)] if items else []
    return [*parts, *_orders(moved, words)]


def _orders(moved: Sequence[Moved], words: Words) -> list[str]:
    """The orders that moved, in the one replication in which each shopper was followed.

    Whose they are is told where they are not all of one kind of shopper: a friend invited under
    one plan alone has all their orders gained, and nobody's habits changed by them.
    """
    if not moved:
        return []
    kinds = ("gained", "lost", "pulled_forward")
    sums = {kind: f"{sum(getattr(one, kind) for one in moved):,}" for kind in kinds}
    parts = [
        words(
            "answer.item",
            kpi=words.inside(words(f"figure.decomposition.{one.segment}")),
            difference=change(words, float(one.difference), "orders"),
        )
        for one in moved
        if one.difference != 0
    ]
    whose = words("answer.orders_of", items=words("join.comma").join(parts))
    told = words("answer.orders", replication=moved[0].replication + 1, **sums)
    return [told + whose if len(parts) > 1 else told]


def _untold(step: Bar) -> bool:
    """A cause whose part in the difference these runs cannot tell from chance."""
    return step.fen != 0 and not step.separated


def _guides(results: Results, scenario: Scenario, words: Words) -> list[str]:
    """Whether the guides had the time, where the plan gives them something to do."""
    found = results.summary[scenario.name]
    if not found["guide_hours"].mean > 0:
        return []
    used = amount(words, found["guide_utilisation"].mean, "share")
    dropped = amount(words, found["tasks_expired"].mean, "touches")
    return [words("answer.guides", used=used, dropped=dropped)]


def _tests(results: Results, scenario: Scenario, words: Words) -> list[str]:
    """What the tests of a plan can see and did see, where it runs any; the plan goes on after them.

    What a plan with a test earns says little of the test.
    """
    people, difference, least, seen = (results.summary[scenario.name][kpi].mean for kpi in TESTS)
    if not people > 0:
        return []
    return [
        words(
            "answer.tests",
            people=amount(words, people, "people"),
            difference=change(words, difference, "points"),
            least=change(words, least, "points").lstrip("+"),
            seen=amount(words, seen, "share"),
        )
    ]


def _asked(results: Results, scenario: Scenario, words: Words) -> list[str]:
    """The figures the questions of these plans are about, beside those every answer speaks of.

    A test is asked for what it can see, not for what it earns. Which figures they are is said by
    what the plans expect (`story.expects`).
    """
    plans = results.scenarios if len(results.scenarios) <= TOGETHER else (scenario,)
    expected = [one for plan in plans for one in _expects(plan)]
    keys = dict.fromkeys(
        one["kpi"] for one in expected if one["kpi"] not in (*MAIN, *GUIDES, *TESTS)
    )
    items = [item for key in keys if (item := _figure(results, scenario, key, words))]
    return [words("answer.asked", items=words("join.comma").join(items))] if items else []


def _expects(plan: Scenario) -> Sequence[Mapping[str, str]]:
    """What the story of a plan says will come of it, and against which others."""
    found: Sequence[Mapping[str, str]] = plan.plan.get("story", {}).get("expects", ())
    return found


def _figure(results: Results, scenario: Scenario, kpi: str, words: Words) -> str:
    """A figure of a plan, and by how much it differs where the reference has it too; or ""."""
    unit, mean = BY_KEY[kpi].unit, results.summary[scenario.name][kpi].mean
    theirs = results.summary[results.reference.name][kpi].mean
    row = results.differences[scenario.name, kpi]
    if math.isnan(mean) or row.verdict == "same":
        return ""
    facts = {"kpi": words.kpi_inside(kpi), "value": amount(words, mean, unit)}
    if not theirs or math.isnan(theirs) or math.isnan(row.difference):
        return words("answer.figure", **facts)
    told = "answer.figure_open" if row.verdict == "cannot separate" else "answer.figure_change"
    return words(told, **facts, difference=change(words, row.difference, unit))


def side(row: Difference) -> str:
    """`wins`, `costs` or nothing: a separated difference, read by which way is better."""
    way = {"higher": 1, "lower": -1}.get(row.verdict, 0) * BY_KEY[row.kpi].better
    return {1: "wins", -1: "costs", 0: ""}[way]


def single(results: Results, words: Words) -> str:
    """One sentence on a scenario run alone; of a fitted cohort also how far it is from reality."""
    scenario = results.reference
    kpis = {"members": "members", "active": "active_30", "contribution": "contribution"}
    facts = {name: _within(results, scenario, kpi, words) for name, kpi in kpis.items()}
    days, title = results.calendar.days, scenario.quoted(words.lang)
    parts = [words("answer.run", days=days, title=title, **facts)]
    if results.holdout is not None:
        error = holdout_error(results.holdout)
        parts += [] if math.isnan(error) else [words("answer.holdout", error=percent(error))]
    if results.replications == 1:
        parts.append(words("answer.one"))
    return words.listed(parts) + words("answer.end")


def _within(results: Results, scenario: Scenario, kpi: str, words: Words) -> str:
    """A KPI with its interval, where it has one."""
    found, unit = results.summary[scenario.name][kpi], BY_KEY[kpi].unit
    value = amount(words, found.mean, unit)
    if not found.low < found.high:
        return value
    return words("answer.within", value=value, span=span(words, found.low, found.high, unit))


def _unclear(row: Difference) -> bool:
    """A difference that exists, but that these runs cannot tell from zero."""
    return row.verdict == "cannot separate" and not _undefined(row)


def _undefined(row: Difference) -> bool:
    """No difference: the KPI has no value in some replication of either world."""
    return math.isnan(row.difference)


def _lead(row: Difference, results: Results, words: Words) -> str:
    """The verdict on contribution, with its paired difference and interval."""
    unit = BY_KEY[row.kpi].unit
    directed = row.verdict in ("higher", "lower")
    size = amount(words, abs(row.difference), unit)
    difference = size if directed else change(words, row.difference, unit)
    key = "unknown" if row.verdict == "cannot separate" and math.isnan(row.low) else row.verdict
    return words(
        f"answer.{key}",
        difference=difference,
        span=change_span(words, row.low, row.high, unit),
        reference=results.reference.quoted(words.lang),
    )


def _item(row: Difference, words: Words) -> str:
    difference = change(words, row.difference, BY_KEY[row.kpi].unit)
    return words("answer.item", kpi=words.kpi_inside(row.kpi), difference=difference)
