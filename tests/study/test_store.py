"""What makes two runs the same run, and where their figures are kept."""

from __future__ import annotations

import errno
from dataclasses import replace

import numpy as np
import pytest
from worlds import toy_world

from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.study.samples import Samples
from sim.study.store import Store, plan_digest


@pytest.fixture(scope="module")
def plan():
    return compose_plan("baseline", ["horizon_days=5"]).plan


def test_words_do_not_change_the_digest(plan):
    """A scenario may be retold without running it again."""
    retold = replace(plan, story=replace(plan.story, name="other"))
    assert plan_digest(retold) == plan_digest(plan)


def test_any_lever_changes_the_digest(plan):
    """Another seed is another run."""
    assert plan_digest(replace(plan, seed=plan.seed + 1)) != plan_digest(plan)


def test_what_is_put_is_found_again(plan, tmp_path):
    """Figures come back to the last bit, undefined ones as NaN, from a store opened anew."""
    result = toy_world(plan, 0)
    with Store(tmp_path / "study.sqlite") as store:
        store.put("p", 0, result.parts)
    with Store(tmp_path / "study.sqlite") as store:
        assert store.done("p") == {0}
        np.testing.assert_array_equal(store.samples("p", 1), Samples.of([result]))


def test_a_full_disk_names_the_index(tmp_path):
    """SQLite has an error of its own for it; whoever tells it looks for the machine's."""
    with Store(tmp_path / "study.sqlite") as store:
        store._open.execute("pragma max_page_count = 1")  # as many as there are
        with pytest.raises(OSError, match=r"study\.sqlite") as caught:
            store.keep("r", 0, bytes(1_000_000))
    assert caught.value.errno == errno.ENOSPC


def test_an_unfinished_plan_has_no_samples(plan, tmp_path):
    """Half the replications are not a smaller study."""
    with Store(tmp_path / "study.sqlite") as store:
        store.put("p", 0, toy_world(plan, 0).parts)
        with pytest.raises(LookupError, match="1 of 2 runs"):
            store.samples("p", 2)


def test_an_index_of_nothing_is_removed_by_the_last_to_close_it(tmp_path):
    """Not under another process that is about to keep its first run in it."""
    file = tmp_path / "out.study" / "study.sqlite"
    with Store(file) as busy:
        with Store(file):
            pass
        busy.keep("r", 0, b"found")
    with Store(file) as store:
        assert store.content("r", 0) == b"found"
        store.forget_whole()
    assert list(tmp_path.iterdir()) == []


def test_a_file_where_runs_are_to_be_kept_is_refused(tmp_path):
    """OUT.study is somebody else's: said so, not torn down."""
    file = tmp_path / "out.study"
    file.write_text("mine")
    with pytest.raises(InputError, match="not an index of runs") as caught:
        Store(file / "study.sqlite")
    assert caught.value.file == file
    assert file.read_text() == "mine"


def test_a_file_that_is_no_index_is_refused(tmp_path):
    """Somebody else's file is named, not overwritten."""
    file = tmp_path / "study.sqlite"
    file.write_text("my notes, long enough to be looked at as a database header ......" * 9)
    with pytest.raises(InputError, match="not an index of runs"):
        Store(file)
    assert file.read_text().startswith("my notes")
