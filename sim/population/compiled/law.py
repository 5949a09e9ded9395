"""The platform's rules at one message, inside a kernel: forbidden, or remembered."""

from __future__ import annotations

from typing import Any

from sim.behaviour.clock import SECOND
from sim.behaviour.platform_law import as_of_now, forbids, with_one_more
from sim.measure.events import CODE
from sim.measure.tally import ROW
from sim.population.compiled.machine import Counts, Person, Rulebook, Tape, compiled
from sim.population.compiled.registers import count, note
from sim.population.law import LawRule

_FORBIDDEN, _FORBIDDEN_FEN = ROW["touches_forbidden"], ROW["forbidden_fen"]
_E_FORBIDDEN = CODE["touch_forbidden"]


def of_the_day(c: Any, rules: tuple[LawRule, ...], day: int) -> None:
    """Write the rules as they are on `day` into the record kernels read."""
    c["laws"] = len(rules)
    for k, rule in enumerate(rules):
        for name in ("kind", "shift", "bits", "length", "until", "channels", "applies"):
            c[f"l_{name}"][k] = getattr(rule, name)
        c["l_mask"][k] = (1 << rule.width) - 1
        c["l_most"][k], c["l_since"][k] = rule.most[day], rule.since[day]


@compiled
def forbidden(
    p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, policy: int, channel: int, kind: int
) -> bool:
    """Whether the platform lets a message of this kind in a channel not go out; one that does is
    remembered. `p.last_touch` is still that of the message before."""
    memory, before = 0, p.last_touch * SECOND
    for k in range(c.laws):
        rule, bits, length = c.l_kind[k], c.l_bits[k], c.l_length[k]
        kept = (p.quota >> c.l_shift[k]) & c.l_mask[k]
        kept = as_of_now(kept, rule, bits, length, before, now, c.l_since[k])
        if c.l_channels[k] & (1 << channel) and c.l_applies[k] & kind:
            most = c.l_most[k]
            if most >= 0 and forbids(kept, rule, bits, length, most, now, c.l_until[k]):
                count(c, out, now, _FORBIDDEN, 1)
                count(c, out, now, _FORBIDDEN_FEN, c.message_fen[channel])
                note(c, tape, _E_FORBIDDEN, now, p.uid, channel, 0, policy)
                return True
            kept = with_one_more(kept, rule, bits, now)
        memory |= kept << c.l_shift[k]
    p.quota = memory
    return False
