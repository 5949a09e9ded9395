import json
import math
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import yaml
from markupsafe import escape
from pyarrow import parquet
from sample import write_sample

from reports import page as pages
from reports.answers import answers, side, why
from reports.figures import PICTURES, bridge, canvas, curves, decomposition, pictures_of, saving
from reports.figures.canvas import Canvas, mark_in, spread
from reports.figures.curves import weekly_touches
from reports.figures.marks import COLOURS, MOST, REFERENCE_COLOUR, Mark, badge, mark_of
from reports.figures.retention import fully_seen, retention
from reports.figures.saving import inline, look, rows_of, settle, svg
from reports.figures.tables import tables_of
from reports.load import read_results
from reports.money import contribution
from reports.numbers import factor, minus, value_text
from reports.page import blocks, render
from reports.results import Difference, Moved
from reports.statement import statement
from reports.words import TEXT, words
from sim.config.errors import InputError
from sim.config.said import LANGUAGES, Language
from sim.evidence.load import ledger
from sim.ledger.accounts import ACCOUNTS
from sim.measure.definitions import BY_KEY, KPIS
from sim.statistics.intervals import simultaneous_intervals

PICTURE = {picture.name: picture for picture in PICTURES}


def write_page(folder: Path, lang: Language) -> Path:
    return pages.write_page(read_results(folder), words(lang))


@pytest.fixture(scope="module")
def page(compared: Path) -> str:
    return write_page(compared, "en").read_text(encoding="utf-8")


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert re.search(old, text)
    path.write_text(re.sub(old, new, text, count=1), encoding="utf-8")


@pytest.fixture
def copy(compared: Path, tmp_path: Path) -> Path:
    ignored = shutil.ignore_patterns("figures", "report.html", "budget.xlsx")
    return Path(shutil.copytree(compared, tmp_path / "copy", ignore=ignored))


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if "id" in found:
            self.ids.append(str(found["id"]))
        self.links += [str(found[key]) for key in ("href", "src") if key in found]
        if found.get("role") == "img":
            self.images.append(found)


def test_page_opens_offline(page: str) -> None:
    """The page points to nothing outside itself."""
    assert "http" not in page
    assert all(link.startswith("#") for link in Tags(page).links)
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)


def test_ids_are_unique_and_links_lead_somewhere(page: str) -> None:
    """Figures share a page without sharing ids."""
    tags = Tags(page)
    assert len(tags.ids) == len(set(tags.ids))
    assert {link[1:] for link in tags.links} <= set(tags.ids)


def test_every_figure_speaks(page: str) -> None:
    """Each figure has a description for those who cannot see it, in both shapes."""
    images = Tags(page).images
    assert len(images) == 2 * len(PICTURES)
    assert all(image["aria-label"] for image in images)


def test_numbers_below_zero_have_a_minus_sign(page: str) -> None:
    """In tables behind figures and in what was published; a setting stands as it is typed."""
    cells = re.findall(r'<table class="numbers">.*?</table>', page, re.S)
    published = re.findall(r'id="evidence-[^"]*"><dt>.*?\[([^\]]*)\]', page, re.S)
    assert any("<td>−" in one for one in cells)
    assert not any(re.search(r"<td>-\d", one) for one in cells)
    assert published and not any(re.search(r"(^|, )-\d", one) for one in published)
    assert (minus("-3.5e-05"), minus("3e-05"), minus("-12")) == ("−3.5e-05", "3e-05", "−12")


def test_page_is_small(page: str) -> None:
    """A page stays below 3 MB."""
    assert len(page.encode()) < 3_000_000


def test_page_defines_every_kpi_that_says_anything(compared: Path, page: str) -> None:
    """A KPI is tabled and defined, or only named where it is zero or undefined in every plan."""
    summary = read_results(compared).summary
    named = page.split("Zero or undefined in every plan, and left out: ", 1)[1]
    idle = named.split('<p class="note">', 1)[1].split("</p>", 1)[0].split(", ")
    assert named.startswith(f"{len(idle)} KPIs</summary>")
    for kpi in KPIS:
        means = [plan[kpi.key].mean for plan in summary.values()]
        silent = all(mean == 0.0 or math.isnan(mean) for mean in means)
        assert (str(escape(kpi.definition_en)) in page) is not silent
        assert (str(escape(kpi.en)) in idle) is silent


def test_figures_are_also_files(compared: Path, page: str) -> None:
    """Every figure is written as SVG and PNG."""
    assert page
    names = {path.name for path in (compared / "figures").iterdir()}
    assert names == {f"{p.name}.{kind}" for p in PICTURES for kind in ("svg", "png")}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_captions_of_one_replication_tell_of_no_interval(
    alone: Path, compared: Path, lang: Language
) -> None:
    """Nor of a mean; those of several tell of both."""

    def captions(folder: Path) -> str:
        page = write_page(folder, lang).read_text(encoding="utf-8")
        return " ".join(re.findall(r"<figcaption.*?</figcaption>", page, flags=re.DOTALL))

    mean = {"zh": "均值", "en": "mean"}[lang]
    assert "95% " not in captions(alone) and mean not in captions(alone)
    assert "95% " in captions(compared) and mean in captions(compared)


def test_one_plan_has_no_comparison(alone: Path) -> None:
    """A single run drops every comparison, and one replication claims no interval."""
    text = write_page(alone, "zh").read_text(encoding="utf-8")
    assert words("zh")("page.intervals_single") in text
    assert words("zh")("page.kpis_note_run_one") in text
    assert "1 次重复的均值" not in text
    assert words("zh")("page.intervals_text") not in text
    assert words("zh")("verdict.cannot separate") not in text
    assert 'id="figure-bridge"' not in text
    assert 'id="figure-forest"' not in text


def test_same_data_same_bytes(alone: Path, tmp_path: Path) -> None:
    """The same results make the same page and the same pictures, wherever they lie."""
    other = Path(shutil.copytree(alone, tmp_path / "other"))
    first, second = (write_page(folder, "en").read_bytes() for folder in (alone, other))
    assert first == second
    for name in ("members.svg", "members.png"):
        assert (alone / "figures" / name).read_bytes() == (other / "figures" / name).read_bytes()


def test_languages_have_the_same_keys() -> None:
    """Nothing is said in one language only."""
    assert words("zh").texts.keys() == words("en").texts.keys()


def test_languages_fill_in_the_same_facts() -> None:
    """Both wordings of a sentence carry the same facts."""

    def facts(lang: Language) -> dict[str, list[str]]:
        found = words(lang).texts.items()
        return {key: sorted(re.findall(r"\{(\w+)\}", text)) for key, text in found}

    assert facts("zh") == facts("en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_wording_is_text(lang: str) -> None:
    """A YAML value that is not quoted must not turn into a number or a boolean."""

    def leaves(tree: object) -> list[object]:
        if not isinstance(tree, dict):
            return [tree]
        return [leaf for branch in tree.values() for leaf in leaves(branch)]

    tree = yaml.safe_load((TEXT / f"{lang}.yaml").read_text(encoding="utf-8"))
    assert all(isinstance(leaf, str) for leaf in leaves(tree))


def test_unknown_language_is_refused() -> None:
    """There are two languages."""
    with pytest.raises(InputError) as caught:
        words("fr")  # type: ignore[arg-type]
    assert caught.value.allowed == LANGUAGES


def test_bridge_adds_up(compared: Path) -> None:
    """The bars of the bridge add up to the total to the fen, and the total is the ledger's."""
    results = read_results(compared)
    found = bridge.bridges(results)
    for scenario in results.others:
        *groups, total = found[scenario.name]
        mine, other = (results.ledger(s) for s in (scenario.name, "baseline"))
        exact = contribution(mine - other).sum() / results.replications
        assert sum(bar.fen for bar in groups) == total.fen
        assert abs(total.fen - exact) <= 0.5


def difference(verdict: str, low: float, high: float, kpi: str = "contribution") -> Difference:
    middle = (low + high) / 2
    return Difference("fila_333", "baseline", kpi, middle, low, high, 0.1, verdict, 12.0)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_interval_across_zero_cannot_separate(compared: Path, lang: str) -> None:
    """Where the interval of the difference spans zero the answer says so, in both tongues."""
    results, said = read_results(compared), words(lang)  # type: ignore[arg-type]
    scenario = results.others[0]
    for row in list(results.differences.values()):
        unclear = difference("cannot separate", -100, 50, row.kpi)
        results.differences[scenario.name, row.kpi] = unclear
    parts = answers(results, said)[scenario.name]
    assert {"en": "Nobody can tell from these runs", "zh": "这些运行说不准"}[lang] in parts[0]
    assert said.kpi_inside("members") in " ".join(parts)
    assert not any(part.startswith({"en": "better", "zh": "更好"}[lang]) for part in parts)


def test_undefined_difference_is_not_passed_over(compared: Path) -> None:
    """A KPI without a value in some replication is named as not comparable, not as unclear."""
    results = read_results(compared)
    scenario, nan = results.others[0], float("nan")
    missing = difference("cannot separate", nan, nan, "opted_out_share")
    results.differences[scenario.name, "opted_out_share"] = missing
    parts = answers(results, words("en"))[scenario.name]
    assert "cannot compare, for want of a value in some replication: opted out" in parts


@pytest.mark.parametrize(
    ("kpi", "verdict", "expected"),
    [
        ("members", "higher", "wins"),
        ("members", "lower", "costs"),
        ("programme_cost", "higher", "costs"),
        ("programme_cost", "lower", "wins"),
        ("touches", "higher", ""),
        ("members", "cannot separate", ""),
        ("members", "same", ""),
    ],
)
def test_side_follows_which_way_is_better(kpi: str, verdict: str, expected: str) -> None:
    """More members win, more cost does not; what is not separated is neither."""
    assert side(difference(verdict, 1, 2, kpi)) == expected


@pytest.mark.parametrize(
    "missing",
    ["manifest.json", "summary.json", "kpis.parquet", "ledger.parquet", "cohorts.parquet"],
)
def test_missing_file_is_named(copy: Path, missing: str) -> None:
    """A folder that is not complete is refused by the name of what it lacks."""
    (copy / missing).unlink()
    with pytest.raises(InputError) as caught:
        render(read_results(copy), words("en"))
    assert Path(str(caught.value.file)).name == missing


def test_verdict_without_evidence_is_refused(copy: Path) -> None:
    """A verdict its interval does not carry never reaches the page."""
    edit(copy, "comparison.csv", r"contribution,[^\n]*", "contribution,5,-1,11,0.1,higher,12")
    with pytest.raises(InputError) as caught:
        read_results(copy)
    assert caught.value.value == "higher"
    assert caught.value.allowed == "cannot separate"


def test_missing_column_is_named(copy: Path) -> None:
    """A table without a column it should have is refused by that name."""
    edit(copy, "comparison.csv", "verdict", "judgement")
    with pytest.raises(InputError) as caught:
        read_results(copy)
    assert caught.value.key == "verdict"


def test_replications_must_be_complete(copy: Path) -> None:
    """A folder that promises more replications than it holds is refused."""
    edit(copy, "manifest.json", r'"replications": 3', '"replications": 4')
    with pytest.raises(InputError) as caught:
        read_results(copy)
    assert caught.value.key == "replications"


def test_a_title_from_a_scenario_is_text_not_markup(alone: Path, tmp_path: Path) -> None:
    """What a scenario file says is shown, never run."""
    copy = Path(shutil.copytree(alone, tmp_path / "copy"))
    edit(copy, "manifest.json", "3-3-3 guide follow-up", "<script>x</script> $5 & $6")
    text = write_page(copy, "en").read_text(encoding="utf-8")
    assert "<script>x" not in text
    assert "&lt;script&gt;x&lt;/script&gt; $5 &amp; $6" in text


def test_stored_tables_are_read_alike(tmp_path: Path) -> None:
    """Parquet and CSV hold the same results."""
    kinds = ("parquet", "csv")
    ledgers, members = [], []
    for kind in kinds:
        folder = write_sample(tmp_path / kind, ("baseline",), 2, 40, tables=kind)
        results = read_results(folder)
        ledgers.append(results.ledger("baseline"))
        members.append(results.daily("baseline", "members"))
    assert (ledgers[0] == ledgers[1]).all()
    assert (members[0] == members[1]).all()
    assert ledgers[0].shape == (2, 2, len(ACCOUNTS))


def test_retention_counts_only_what_was_lived_through(compared: Path) -> None:
    """With 125 days a join month may be followed for at most three months of its own."""
    results = read_results(compared)
    active, seen = retention(results, results.reference)
    assert active.shape == seen.shape == (3, 3)
    assert (active <= seen).all()
    join, age = np.meshgrid(np.arange(5), np.arange(5), indexing="ij")
    assert fully_seen(join, age, 125).sum() == 6


def test_touch_rate_is_per_member_and_week(compared: Path) -> None:
    """Touches of a week over members enrolled on an average day of it."""
    results = read_results(compared)
    rate = weekly_touches(results, results.reference)
    delivered = results.daily("baseline", "touches_delivered")[0, :7].sum()
    enrolled = results.daily("baseline", "enrolled")[0, :7].mean()
    assert rate.shape == (3, 17)
    assert rate[0, 0] == pytest.approx(delivered / enrolled)


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        pytest.param([0.2, 0.8], [0.2, 0.8], id="apart stay"),
        pytest.param([0.5, 0.5], [0.45, 0.55], id="together part evenly"),
        pytest.param([0.0, 0.0], [0.0, 0.1], id="not below the axis"),
        pytest.param([0.4, 0.5, 0.51], [0.37, 0.47, 0.57], id="neighbours push"),
    ],
)
def test_labels_do_not_overlap(places: list[float], expected: list[float]) -> None:
    """Labels at line ends keep their order and a gap of 0.1."""
    assert spread(places, 0.1) == pytest.approx(expected)


@pytest.mark.parametrize("wide", [True, False])
def test_a_name_stands_clear_of_its_mark(compared: Path, wide: bool) -> None:
    """Half a marker is 3 points wide, on a telephone, too."""
    with look():
        figure = settle(curves.members(Canvas(read_results(compared), words("en"), wide)))
        (axes,) = figure.axes
        sign = axes.transAxes.transform((canvas._SIGN, 0))[0]
        rooms = [(one.get_window_extent().x0 - sign) * 72 / figure.dpi for one in axes.texts]
    assert rooms and min(rooms) > 4


def test_inline_picture_stands_alone(alone: Path) -> None:
    """An inlined figure brings no name space, date or tool, and all its text as shapes."""
    results = read_results(alone)
    picture = next(p for p in pictures_of(results) if p.name == "members")
    with look():
        text = inline(
            svg(settle(picture.draw(Canvas(results, words("zh"), wide=False)))), "members"
        )
    assert text.startswith("<svg")
    assert "<text" not in text
    assert "metadata" not in text
    assert "xmlns" not in text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("cohort", "cohort"),
        (True, "true"),
        (0.5, "0.5"),
        ([1, 2], "[1, 2]"),
        (list(range(40)), "[0, 1, … 39] (40)"),
    ],
    ids=str,
)
def test_settings_are_shown_as_typed(value: object, expected: str) -> None:
    """A setting looks as it would on the command line; a long list is cut."""
    assert value_text(value) == expected


def test_evidence_ids_lead_to_their_facts(page: str) -> None:
    """An id cited by a plan or a setting is a link to the fact; an unknown one stays text."""
    tags = Tags(page)
    assert {"#evidence-F1", "#evidence-C5"} <= set(tags.links)
    assert "evidence-E17" not in page
    assert str(escape(ledger()["C5"].en)) in page


def test_decomposition_adds_up_or_is_refused(copy: Path) -> None:
    """Gained less lost is the difference in orders of that replication, to the order."""
    results = read_results(copy)
    name, rows = next(iter(results.moved.items()))
    orders = [results.runs(one, "orders")[0] for one in (name, "baseline")]
    assert sum(row.difference for row in rows) == orders[0] - orders[1]
    edit(copy, "decomposition.csv", r"initial,2000,120,9.5,(\d+)", r"initial,2000,120,9.5,1\1")
    with pytest.raises(InputError, match="gained less lost"):
        read_results(copy)


def test_a_plan_that_moves_no_order_has_an_axis_of_orders(compared: Path) -> None:
    """Zero stands in the middle of it, not among 1e-17 of an order."""
    results = read_results(compared)
    still = {
        name: tuple(
            replace(one, anyway=9, pulled_forward=0, gained=0, lost=0, difference=0) for one in rows
        )
        for name, rows in results.moved.items()
    }
    with look():
        figure = decomposition.draw(Canvas(replace(results, moved=still), words("en"), True))
    assert {axes.get_xlim() for axes in figure.axes} == {(-1.0, 1.0)}


def test_of_too_many_plans_those_that_differ_most_are_drawn(
    compared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of two is drawn if there is room for one: that of the larger difference, either way."""
    results = read_results(compared)
    totals = {name: abs(bars[-1].fen) for name, bars in bridge.bridges(results).items()}
    assert len(totals) > 1 and canvas.drawn(results) == results.scenarios
    monkeypatch.setattr(canvas, "MOST", 1)
    most = max(totals, key=lambda name: totals[name])
    assert {one.name for one in canvas.drawn(results)} == {results.reference.name, most}
    assert canvas.colour_of(results, results.scenario(most)) == COLOURS[0]
    for name in set(totals) - {most}:
        assert canvas.colour_of(results, results.scenario(name)) == canvas.UNCLEAR
    one = Canvas(results, words("en"), True)
    with look():
        assert [len(draw(one).axes) for draw in (bridge.draw, decomposition.draw)] == [1, 1]


def test_the_bridge_agrees_with_the_comparison(compared: Path) -> None:
    """Both hold for all plans at once: the total is as wide as max-t says."""
    results = read_results(compared)
    other = contribution(results.ledger("baseline")).sum(axis=1)
    mine = [contribution(results.ledger(s.name)).sum(axis=1) - other for s in results.others]
    family = simultaneous_intervals(np.column_stack(mine).astype(np.float64))
    for place, bars in enumerate(bridge.bridges(results).values()):
        total = bars[-1]
        assert (total.low, total.high) == (family.low[place], family.high[place])


def test_the_page_says_how_much_luck_is_spared(page: str, compared: Path) -> None:
    """For each plan the ratio of variances of its main differences."""
    found = read_results(compared).differences["fila_333", "contribution"].variance_factor
    assert f"<td>{factor(found)}</td>" in page


def test_other_customers_are_named(copy: Path, page: str) -> None:
    """A plan in another trade lives with other people, and the page says so where it compares."""
    told = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    reference = told["plans"]["baseline"]["shoppers"]
    told["plans"]["fila_333"]["shoppers"] = reference | {"label": "groceries"}
    (copy / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    title = told["scenarios"][1]["title"]["en"]
    assert f"live in: {title}." in write_page(copy, "en").read_text(encoding="utf-8")
    assert "Other customers" not in page


def test_nobody_muted_or_left_is_not_drawn(compared: Path, copy: Path) -> None:
    """The picture of the load has a panel for what happened, none that is empty."""

    def panels(folder: Path) -> int:
        with look():
            return len(curves.load(Canvas(read_results(folder), words("en"), True)).axes)

    assert panels(compared) == 3
    kpis = parquet.read_table(copy / "kpis.parquet")
    place = kpis.column_names.index("muted")
    none = pa.array(np.zeros(kpis.num_rows, dtype=np.int64))
    parquet.write_table(kpis.set_column(place, "muted", none), copy / "kpis.parquet")
    assert panels(copy) == 2


def test_twenty_panels_go_on_over_printed_pages(
    copy: Path, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A figure much taller than a sheet is one picture a row; those of three plans are whole."""

    def pictures(text: str, name: str) -> list[tuple[float, float]]:
        found = re.search(rf'id="figure-{name}">\s*<div class="wide".*?</div>', text, re.S)
        assert found is not None
        boxes = re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', found[0])
        return [(float(wide), float(high)) for wide, high in boxes]

    whole = {name: pictures(page, name) for name in ("bridge", "forest", "load", "members")}
    assert {len(found) for found in whole.values()} == {1}
    monkeypatch.setattr(saving, "TALL", 0.2)  # as if a sheet were very low
    text = write_page(copy, "en").read_text(encoding="utf-8")
    for name, [(wide, high)] in whole.items():
        rows = pictures(text, name)
        assert len(rows) == {"forest": 4, "load": 3}.get(name, 1)
        assert {one for one, _ in rows} == {wide}
        assert sum(tall for _, tall in rows) == pytest.approx(high)
    ids = Tags(text).ids
    assert len(ids) == len(set(ids))


def test_no_row_of_a_picture_is_cut(compared: Path) -> None:
    """Each panel stands, with its names and title, in the picture of its row and in no other."""
    with look():
        figure = settle(PICTURE["forest"].draw(Canvas(read_results(compared), words("en"), True)))
        panels = [axes for axes in figure.axes if axes.get_visible()]
        rows = rows_of(figure)
        edges = saving._edges(figure, panels)
    assert len(rows) == len(edges) - 1
    assert [text.count('<g id="axes_') for text in rows] == [3] * (len(rows) - 1) + [
        len(panels) - 3 * (len(rows) - 1)
    ]
    for axes in panels:
        box = axes.get_tightbbox()
        assert box is not None
        low, high = box.y0 / figure.dpi, box.y1 / figure.dpi
        assert any(a <= low and high <= b for a, b in pairwise(edges))
    assert all(one.get_visible() for one in panels)  # as it was


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_statement_adds_up_to_the_fen(compared: Path, lang: Language) -> None:
    """Each column of the statement adds up to the mean contribution, and is on the page."""
    results = read_results(compared)
    *lines, total = statement(results, words(lang))
    text = render(results, words(lang))
    for place, scenario in enumerate(results.scenarios):
        column = [_fen(line.amounts[place]) for line in lines]
        assert sum(column) == _fen(total.amounts[place])
        mean = contribution(results.ledger(scenario.name)).sum(axis=1).mean()
        assert abs(_fen(total.amounts[place]) - mean) <= 0.5
        assert total.amounts[place] in text
    assert total.total and not any(line.total for line in lines)


def _fen(text: str) -> int:
    return int(text.replace("−", "-").replace(",", "").replace(".", ""))


def test_why_names_the_causes_that_are_told_from_zero(compared: Path) -> None:
    """The causes are those of the bridge with sales and their goods as one, largest first."""
    results, said = read_results(compared), words("en")
    by_cause = bridge.bridges(results, bridge.BY_CAUSE)
    for name, (*groups, same) in bridge.bridges(results).items():
        *causes, total = by_cause[name]
        assert (total.fen, sum(one.fen for one in causes)) == (same.fen, same.fen)
        by_group = {one.group: one.fen for one in groups}
        assert abs(causes[0].fen - by_group["sales"] - by_group["goods"]) <= 2
        text = " ".join(why(by_cause[name], results.moved[name], said))
        told = sorted((one for one in causes if one.separated), key=lambda one: -abs(one.fen))
        places = [text.find(said.inside(said(f"group.{one.group}"))) for one in told]
        assert told
        assert -1 not in places
        assert places == sorted(places)
        amounts, _, rest = text.partition(", and what cannot be told from chance: ")
        for one in set(causes) - set(told):
            group = said.inside(said(f"group.{one.group}"))
            assert group not in amounts
            assert (group in rest) is (one.fen != 0)


def test_orders_of_friends_who_came_under_one_plan_alone_are_not_said_to_be_gained_by_others() -> (
    None
):
    """A year of inviting gains most of its orders with people the other world never had."""
    initial, new, referred = (
        Moved("friends", 0, segment, 5, 1, 2.0, gained, 4, gained - 4)
        for segment, gained in (("initial", 715), ("new", 4), ("referred", 5978))
    )
    total = bridge.Bar("total", 0, 0.0, 0.0)
    (said,) = why([total], [initial, new, referred], words("en"))
    assert "6,697 gained, 12 lost, 3 only placed earlier" in said
    assert said.endswith("by who ordered: initial members +711, invited by friends +5,974")
    (alone,) = why([total], [initial, new], words("en"))
    assert "by who ordered" not in alone


def test_no_percentage_of_a_loss(compared: Path) -> None:
    """Against a reference that loses money a percentage would have the wrong sign."""
    results = read_results(compared)
    name, kpi = results.others[0].name, BY_KEY["contribution"]
    reference = results.summary[results.reference.name]
    said = pages._cell(results, results.others[0], kpi, words("en"))
    assert said.relative
    reference["contribution"] = replace(reference["contribution"], mean=-100.0)
    loss = pages._cell(results, results.others[0], kpi, words("en"))
    assert (loss.relative, loss.change) == ("", said.change), name


def test_a_name_in_two_languages(alone: Path, tmp_path: Path) -> None:
    """A page names the customer base in its own language; a name given once is for both."""
    copy = Path(shutil.copytree(alone, tmp_path / "copy"))
    edit(copy, "manifest.json", "Sample customers", "服饰 | Apparel")
    pages_by = {lang: render(read_results(copy), words(lang)) for lang in LANGUAGES}
    assert "<dd>服饰</dd>" in pages_by["zh"]
    assert "<dd>Apparel</dd>" in pages_by["en"]
    assert words("en").own("CDNOW 1997") == words("zh").own("CDNOW 1997") == "CDNOW 1997"


def test_months_since_joining_are_whole(alone: Path) -> None:
    """A run that sees one month of its newcomers has no axis of tenths of a month."""
    results = read_results(alone)
    with look():
        figure = settle(PICTURE["retention"].draw(Canvas(results, words("en"), wide=True)))
    axes = figure.axes[0]
    low, high = axes.get_xlim()
    ticks = [tick for tick in axes.get_xticks() if low <= tick <= high]
    assert ticks
    assert all(float(tick).is_integer() for tick in ticks)


def test_names_of_many_plans_have_room(compared: Path) -> None:
    """A figure grows with the names at its right; with few plans it keeps its size."""
    results = read_results(compared)
    canvas = Canvas(results, words("en"), wide=True)
    assert canvas.roomy(4.2) == 4.2
    many = Canvas(replace(results, scenarios=results.scenarios * 10), words("en"), wide=True)
    assert many.roomy(4.2) > 30 * 2 * 0.15
    told = {"zh": "长", "en": "Raffles of scarce goods with help by friends"}
    longer = tuple(replace(one, title=told) for one in results.scenarios * 4)
    long = Canvas(replace(results, scenarios=longer), words("en"), wide=False)
    assert long.roomy(4.2) > len(longer) * 4 * 0.15 / 0.71  # four lines each on a telephone


@pytest.mark.parametrize(("lang", "said"), [("en", "Reached: 3 rep"), ("zh", "已达到：重复 3 次")])
def test_the_page_says_what_came_of_a_precision(copy: Path, lang: Language, said: str):
    """Which figure was to be how narrow, and whether it is; without one asked for, nothing."""
    assert 'class="note precision"' not in render(read_results(copy), words(lang))
    path = copy / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    reached = {
        "half_width": 9.0,
        "of_figure": 1000.0,
        "replications": 3,
        "replications_run": 8,
        "kept": True,
    }
    manifest["precision"] = {"of": "members", "asked": 0.01, **reached}
    path.write_text(json.dumps(manifest))
    text = render(read_results(copy), words(lang))
    told = re.search(r'<p class="note precision">(.*?)</p>', text, re.S)
    assert told and said in re.sub(r"<[^>]*>", "", told[1])


# What a colour looks like to whoever lacks one kind of cone: Machado, Oliveira and Fernandes,
# IEEE Transactions on Visualization and Computer Graphics 15 (2009), severity 1, linear RGB.
SEEN = (
    "1 0 0  0 1 0  0 0 1",  # all cones; without those for red, green, blue:
    "0.152286 1.052583 -0.204868  0.114503 0.786281 0.099216  -0.003882 -0.048116 1.051998",
    "0.367322 0.860646 -0.227968  0.280085 0.672501 0.047413  -0.01182 0.04294 0.968881",
    "1.255528 -0.076749 -0.178779  -0.078411 0.930809 0.147602  0.004733 0.691367 0.3039",
)
XYZ = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]


def lab(colour: str, cones: str) -> np.ndarray:
    """CIE L*a*b* of a colour as it is seen; D65."""
    seen = np.array(cones.split(), dtype=float).reshape(3, 3)
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    at = np.array(XYZ) @ np.clip(seen @ linear, 0, 1) / [0.95047, 1, 1.08883]
    f = np.where(at > 0.008856, np.cbrt(at), 7.787 * at + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_plans_stay_apart_for_whoever_sees_fewer_colours():
    """Twenty plans: ten colours that no cone is needed for, and in grey a dash and a marker."""
    colours = [REFERENCE_COLOUR, *(mark_of(i).colour for i in range(10))]
    for cones in SEEN:
        places = [lab(colour, cones) for colour in colours]
        gaps = [np.linalg.norm(a - b) for i, a in enumerate(places) for b in places[:i]]
        assert min(gaps) > 12  # two just noticeably different colours are 2.3 apart
    marks = [mark_of(i) for i in range(MOST)]
    assert len(set(marks)) == MOST == 20
    assert len({(m.dash, m.marker, m.hollow) for m in marks}) == MOST


def test_a_plan_has_the_marker_of_its_lines_beside_its_name(compared: Path):
    """Twenty and the reference, none like another even where there are no colours."""
    signs = [badge(Mark(REFERENCE_COLOUR)), *(badge(mark_of(i)) for i in range(MOST))]
    assert len({re.sub("#[0-9A-F]{6}", "ink", one) for one in signs}) == MOST + 1
    results = read_results(compared)
    text = render(results, words("en"))
    for scenario in results.scenarios:
        named = badge(mark_in(results, scenario)) + scenario.title["en"]
        assert text.count(f'<span class="plan">{named}') >= 3  # at the top, and in every table
    for scenario in results.others:
        assert f"<h3>{badge(mark_in(results, scenario))}{scenario.title['en']}</h3>" in text


def test_of_more_plans_than_marks_the_page_says_so(compared: Path, monkeypatch: pytest.MonkeyPatch):
    """With twenty or fewer there is nothing to say."""
    results = read_results(compared)
    said = words("en")("page.many_plans", n=2, most=1)
    assert said not in render(results, words("en"))
    monkeypatch.setattr(pages, "MOST", 1)
    assert said in render(results, words("en"))


def test_no_table_is_wider_than_the_page(compared: Path):
    """Of many plans there are several tables, each with the reference; every plan is in one."""
    results = read_results(compared)
    assert blocks(results, 3) == [[0, 1, 2]]
    assert blocks(results, 2) == [[0, 1], [0, 2]]
    many = replace(results, scenarios=results.scenarios + 5 * results.scenarios[1:2])
    assert [len(part) for part in blocks(many, 6)] == [6, 3]
    text = render(results, words("en"))
    rows = re.findall(r"<tr><th scope=.row.>Contribution</th>(.*?)</tr>", text)
    assert [row.count('class="whole"') for row in rows if "whole" in row] == [3]


def test_nobody_is_followed_into_another_trade(compared: Path) -> None:
    """With other customers no order is gained by the same shopper."""
    results, wording = read_results(compared), words("en")
    first, second, *rest = results.scenarios
    other = replace(second, plan={**second.plan, "shoppers": {}})
    apart = replace(results, scenarios=(first, other, *rest))
    for found, followed in ((results, True), (apart, False)):
        said = " ".join(answers(found, wording)[second.name])
        assert ("orders, shopper by shopper" in said) is followed
        figure = PICTURE["decomposition"].draw(Canvas(found, wording, True))
        shown = " ".join(axes.get_title() for axes in figure.axes)
        assert (second.title["en"] in shown) is followed and rest[0].title["en"] in shown
        tables = [one.caption for one in tables_of("decomposition", found, wording)]
        assert (second.title["en"] in tables) is followed
    alone = replace(apart, scenarios=(first, other))
    named = [[one.name for one in pictures_of(found)] for found in (results, alone)]
    assert "decomposition" in named[0] and "decomposition" not in named[1]


def test_no_heading_of_a_table_is_empty(page: str) -> None:
    """Who hears a table read out hears what each column and row is."""
    headings = re.findall(r"<th\b[^>]*>(.*?)</th>", page, re.S)
    assert words("en")("budget.title") in page
    assert all(re.sub(r"<[^>]*>", "", one).strip() for one in headings)


def test_a_comparison_prints_what_its_plans_differ_in(page: str, alone: Path) -> None:
    """Settings all plans share filled dozens of printed pages; of one plan all are printed."""
    rows = re.search(r'<table class="settings apart">.*?</table>', page, re.S)
    assert rows is not None
    differ, every = rows[0].count('<tr class="differs">'), rows[0].count('<th scope="row">')
    assert 0 < differ < every
    said = words("en")("page.assumptions_printed", n=differ, all=every)
    assert f'<p class="note printed">{said}</p>' in page
    own = write_page(alone, "en").read_text(encoding="utf-8")
    assert '<table class="settings">' in own and 'class="note printed"' not in own


@pytest.mark.parametrize(
    ("lang", "people", "points"), [("en", "people", "pp"), ("zh", "人", "个百分点")]
)
def test_every_difference_has_its_unit(compared: Path, lang: str, people: str, points: str) -> None:
    """Panels of the forest say what they count; of yuan the sign on the axis says it."""
    figure = PICTURE["forest"].draw(Canvas(read_results(compared), words(lang), True))
    titles = {kpi: words(lang).kpi(kpi) for kpi in ("members", "opted_out_share", "contribution")}
    shown = [axes.get_title() for axes in figure.axes]
    assert f"{titles['members']} [{people}]" in shown
    assert f"{titles['opted_out_share']} [{points}]" in shown
    assert titles["contribution"] in shown
