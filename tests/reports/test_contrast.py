"""Text in figures can be read by weak eyes, whatever colour a plan has (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Text
from sample import RECIPES, write_sample

from reports.figures import pictures_of
from reports.figures.canvas import GAIN, LOSS, UNCLEAR, Canvas, contrast_on_white, legible
from reports.figures.marks import COLOURS, REFERENCE_COLOUR
from reports.load import read_results
from reports.results import Results
from reports.words import words


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """A comparison of every plan of the sample."""
    return read_results(write_sample(tmp_path_factory.mktemp("seen"), tuple(RECIPES), 2, 120))


def test_contrast_is_that_of_the_standard() -> None:
    """Black is 21, white 1, and the grey the guidelines call the lightest for text 4.54."""
    assert contrast_on_white("#000000") == pytest.approx(21)
    assert contrast_on_white("#FFFFFF") == pytest.approx(1)
    assert contrast_on_white("#767676") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("colour", [*COLOURS, REFERENCE_COLOUR])
def test_a_colour_of_text_keeps_its_hue(colour: str) -> None:
    """Dark enough colours stay; others are darkened no further than they must be."""
    dark = legible(colour)
    assert contrast_on_white(dark) >= 4.5
    assert dark == colour.lower() or contrast_on_white(dark) < 4.8


@pytest.mark.parametrize("colour", [GAIN, LOSS, UNCLEAR])
def test_bars_stand_out(colour: str) -> None:
    """What a bar says is in its colour and its side of zero."""
    assert contrast_on_white(colour) >= 3


def test_every_word_in_a_figure_can_be_read(results: Results) -> None:
    """Titles in the colour of a plan, too."""
    for picture in pictures_of(results):
        figure = picture.draw(Canvas(results, words("en"), True))
        texts = [one for one in figure.findobj(Text) if one.get_text() and one.get_visible()]
        assert texts
        for one in texts:
            colour = to_hex(one.get_color())
            assert contrast_on_white(colour) >= 4.5, (picture.name, one.get_text(), colour)
        plt.close(figure)
