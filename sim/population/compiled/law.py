"""Rules on messages at one message, inside a kernel: stopped, or remembered."""

from __future__ import annotations

from typing import Any

from sim.behaviour.clock import DAY, SECOND
from sim.behaviour.platform_law import as_of_now, forbids, with_one_more
from sim.measure.events import CODE
from sim.measure.tally import ROW
from sim.population.compiled.audience import holds
from sim.population.compiled.machine import Counts, Person, Rulebook, Tape, compiled
from sim.population.compiled.registers import count, note
from sim.population.law import LawRule
from sim.population.rules import EVERYBODY

STILL = -1
_BLOCKED = ROW["touches_blocked"]
_FORBIDDEN, _FORBIDDEN_FEN = ROW["touches_forbidden"], ROW["forbidden_fen"]
_E_BLOCKED, _E_FORBIDDEN = CODE["touch_blocked"], CODE["touch_forbidden"]
_FIELDS = (
    *("kind", "shift", "bits", "length", "until", "channels", "contents", "applies"),
    *("audience", "own"),
)


def of_the_day(c: Any, rules: tuple[LawRule, ...], day: int) -> None:
    """Write the rules as they are on `day` into the record kernels read."""
    c["laws"], c["limited"] = len(rules), 0
    for k, rule in enumerate(rules):
        for name in _FIELDS:
            c[f"l_{name}"][k] = getattr(rule, name)
        c["limited"] |= 0 if rule.audience == EVERYBODY else 1 << rule.audience
        c["l_mask"][k] = (1 << rule.width) - 1
        c["l_most"][k], c["l_since"][k] = rule.most[day], rule.since[day]


@compiled
def _stop(
    p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, policy: int, channel: int, own: int
) -> None:
    """Count and note a message that a rule, the brand's own or the platform's, let not go out."""
    if own:
        count(c, out, now, _BLOCKED, 1)
        note(c, tape, _E_BLOCKED, now, p.uid, channel, 0, policy)
        return
    count(c, out, now, _FORBIDDEN, 1)
    count(c, out, now, _FORBIDDEN_FEN, c.message_fen[channel])
    note(c, tape, _E_FORBIDDEN, now, p.uid, channel, 0, policy)


@compiled
def _is_for(p: Person, c: Rulebook, audience: int, now: int, barred: int) -> bool:
    """Whether a rule is for somebody, as of midnight.

    barred: bits of audiences they were not in then (`audience.outside`), or STILL where they have
    lived nothing of today yet.
    """
    if audience == EVERYBODY:
        return True
    if barred == STILL:
        return holds(p, c, audience, now // DAY)
    return barred >> audience & 1 == 0


@compiled
def forbidden(
    p: Person,
    c: Rulebook,
    out: Counts,
    tape: Tape,
    now: int,
    policy: int,
    channel: int,
    content: int,
    kind: int,
    barred: int,
) -> bool:
    """Whether a rule lets a message of this kind and content in a channel not go out; one that does
    is remembered. `p.last_touch` is still that of the message before; barred: see `_is_for`."""
    memory, before = 0, p.last_touch * SECOND
    for k in range(c.laws):
        rule, bits, length = c.l_kind[k], c.l_bits[k], c.l_length[k]
        kept = (p.quota >> c.l_shift[k]) & c.l_mask[k]
        kept = as_of_now(kept, rule, bits, length, before, now, c.l_since[k])
        counted = c.l_channels[k] >> channel & c.l_contents[k] >> content & 1
        if counted and c.l_applies[k] & kind:
            most, audience = c.l_most[k], c.l_audience[k]
            over = most >= 0 and forbids(kept, rule, bits, length, most, now, c.l_until[k])
            if over and _is_for(p, c, audience, now, barred):
                _stop(p, c, out, tape, now, policy, channel, c.l_own[k])
                return True
            kept = with_one_more(kept, rule, bits, now)
        memory |= kept << c.l_shift[k]
    p.quota = memory
    return False
