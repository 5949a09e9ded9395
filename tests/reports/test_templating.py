"""What stands on a page is escaped once, and no number is broken over two lines."""

from __future__ import annotations

import pytest

from reports.templating import unbroken

TEXTS = [
    pytest.param("up ¥1,234 now", 'up <span class="whole">¥1,234</span> now', id="a number"),
    pytest.param("Members' day", "Members&#39; day", id="an apostrophe is no number"),
    pytest.param("a < 4", 'a &lt; <span class="whole">4</span>', id="a sign"),
    pytest.param("none", "none", id="no number"),
]


@pytest.mark.parametrize(("text", "html"), TEXTS)
def test_numbers_stay_whole(text: str, html: str) -> None:
    """A sign of HTML has digits of its own, which are none."""
    assert str(unbroken(text)) == html
