"""A lived replication as bytes, so that a study that was killed need not live it again."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measure.definitions import KPIS
from sim.measure.result import Quotient, RunResult, StageLook
from sim.measure.tally import SERIES
from sim.study.decomposition import Orders

_PLAIN = ("cohort_size", "cohort_active", "ledger", "weekly_repeats")


class Lived(NamedTuple):
    """One replication, its events elsewhere; its orders where a comparison needs them."""

    result: RunResult
    orders: Orders | None


def packed(lived: Lived) -> bytes:
    """The replication as a compressed archive of NumPy arrays, which holds no code to be run."""
    result, orders = lived
    parts = [result.parts[kpi.key] for kpi in KPIS]
    arrays: dict[str, npt.NDArray[Any]] = {
        "parts": np.array(parts, dtype=np.float64),
        "daily": np.stack([result.daily[name] for name in SERIES]),
        "looks": np.array(json.dumps([(one.day, one.view) for one in result.stages])),
    }
    arrays |= {name: getattr(result, name) for name in _PLAIN}
    arrays |= {f"flows_{place}": one.flows for place, one in enumerate(result.stages)}
    if orders is not None:
        arrays["orders"] = np.stack(orders)
    file = BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def unpacked(content: bytes) -> Lived:
    """The replication that was `packed`, to the last bit."""
    with np.load(BytesIO(content), allow_pickle=False) as arrays:
        pairs = zip(KPIS, arrays["parts"].tolist(), strict=True)
        looks = json.loads(str(arrays["looks"]))
        result = RunResult(
            parts={kpi.key: Quotient(*pair) for kpi, pair in pairs},
            daily=dict(zip(SERIES, arrays["daily"], strict=True)),
            **{name: arrays[name] for name in _PLAIN},
            events=None,
            stages=tuple(
                StageLook(day, view, arrays[f"flows_{place}"])
                for place, (day, view) in enumerate(looks)
            ),
        )
        orders = Orders(*arrays["orders"]) if "orders" in arrays else None
    return Lived(result, orders)
