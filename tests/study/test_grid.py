"""Hydra's sweep syntax, and what of it makes a grid."""

from __future__ import annotations

import pytest

from sim.config.errors import InputError
from sim.study.grid import read_grid


@pytest.mark.parametrize(
    ("text", "values", "overrides"),
    [
        pytest.param("a.b=1,2,3", (1, 2, 3), ("a.b=1", "a.b=2", "a.b=3"), id="list"),
        pytest.param("a=choice(x,y)", ("x", "y"), ("a=x", "a=y"), id="choice"),
        pytest.param("a=range(0,60,20)", (0, 20, 40), ("a=0", "a=20", "a=40"), id="range"),
        pytest.param("a=range(3)", (0, 1, 2), ("a=0", "a=1", "a=2"), id="range from zero"),
        pytest.param("a=range(3,0,-1)", (3, 2, 1), ("a=3", "a=2", "a=1"), id="range down"),
        pytest.param(
            "a=range(0,2.1,0.7)", (0.0, 0.7, 1.4), ("a=0.0", "a=0.7", "a=1.4"), id="no drift"
        ),
        pytest.param("a=sort(3,1,2)", (1, 2, 3), ("a=1", "a=2", "a=3"), id="sorted"),
        pytest.param("a='x y',z", ("x y", "z"), ("a='x y'", "a=z"), id="quoted"),
        pytest.param("a=[1],[2,3]", ("[1]", "[2,3]"), ("a=[1]", "a=[2,3]"), id="lists"),
        pytest.param("a=true,false", (True, False), ("a=True", "a=False"), id="yes or no"),
        pytest.param("+a=1,2", (1, 2), ("+a=1", "+a=2"), id="added key"),
    ],
)
def test_axis(text, values, overrides):
    """Values as the table shows them, and as overrides Hydra reads back."""
    axis = read_grid([text]).axes[0]
    assert axis.key == text.split("=")[0].strip("+")
    assert (axis.values, axis.overrides) == (values, overrides)


def test_the_last_key_moves_fastest():
    """The order of points is Hydra's; what is not swept stands in every point."""
    grid = read_grid(["a=1,2", "c=5", "b=x,y"])
    assert list(grid.values()) == [(1, "x"), (1, "y"), (2, "x"), (2, "y")]
    assert next(grid.overrides()) == ["c=5", "a=1", "b=x"]


@pytest.mark.parametrize(
    ("overrides", "what"),
    [
        pytest.param(["a=1"], "Nothing is swept.", id="no sweep"),
        pytest.param(["a=range(0,3"], "this range cannot be read", id="open bracket"),
        pytest.param(["a=1,,2"], "this argument cannot be read", id="two commas"),
        pytest.param(["a=glob(*)"], "This way of sweeping has no fixed list of values.", id="glob"),
        pytest.param(
            ["a=interval(0,1)"], "This way of sweeping has no fixed list of values.", id="interval"
        ),
        pytest.param(
            ["a=shuffle(1,2)"], "This way of sweeping has no fixed list of values.", id="shuffle"
        ),
        pytest.param(
            ["a=range(0,5,0)"], "This way of sweeping has no fixed list of values.", id="no step"
        ),
        pytest.param(["a=range(5,0)"], "A sweep needs values, each of them once.", id="empty"),
        pytest.param(["a=1,1"], "A sweep needs values, each of them once.", id="twice a value"),
        pytest.param(["a=1,2", "a=3,4"], "A key is swept twice.", id="twice a key"),
        pytest.param(["seed=1,2"], "The seed cannot be swept.", id="seed"),
        pytest.param(
            ["workers=1,2"], "workers changes no result and cannot be swept.", id="how, not what"
        ),
    ],
)
def test_refused(overrides, what):
    """What makes no grid of twin worlds is refused in one sentence."""
    with pytest.raises(InputError) as caught:
        read_grid(overrides)
    assert caught.value.what == what
