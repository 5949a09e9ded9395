"""Coupons inside a kernel: kinds by a byte, four slots."""

from __future__ import annotations

from sim.behaviour import coupon as rule
from sim.behaviour.clock import DAY
from sim.behaviour.order import share_of_fen, spend_fen
from sim.behaviour.subscription import counted
from sim.measure.events import CODE
from sim.measure.tally import ROW
from sim.population.compiled.clockwork import has_room, plan_order, settle, settle_alone
from sim.population.compiled.expiring import expect, expired, kind_of
from sim.population.compiled.layout import (
    ASKED,
    FIRST_KIND,
    KIND_BITS,
    MALL_COUPON,
    PLAN_COUPON,
    REQUEST,
    S_ASKED,
    S_OUTSTANDING,
    S_PLAN,
    WHO,
)
from sim.population.compiled.machine import Counts, Person, Rulebook, Tape, compiled
from sim.population.compiled.purse import code_of, face_of, granted_of, plain, take_out, weigh
from sim.population.compiled.registers import count, note, seen_orders, write
from sim.population.goods import UNTOLD
from sim.population.rules import FIRST_KIND as NAMED
from sim.population.rules import PLAN_COUPON as PLAIN

_REFUSED, _OVERFLOW = ROW["coupons_refused"], ROW["coupons_overflow"]
_ISSUED, _ISSUED_FEN = ROW["coupons_issued"], ROW["coupon_issued_fen"]
_EXPIRED_FEN = ROW["coupon_expired_fen"]
_REDEEMED, _REDEEMED_FEN = ROW["coupons_redeemed"], ROW["coupon_redeemed_fen"]
_R_ISSUED, _R_EXPIRED = ROW["reward_coupon_issued_fen"], ROW["reward_coupon_expired_fen"]
_R_REDEEMED = ROW["reward_coupon_redeemed_fen"]
_M_ISSUED, _M_EXPIRED = ROW["member_coupon_issued_fen"], ROW["member_coupon_expired_fen"]
_M_REDEEMED = ROW["member_coupon_redeemed_fen"]
_SOLD_OUT = ROW["coupons_sold_out"]
_E_REFUSED, _E_SOLD_OUT = CODE["coupon_refused"], CODE["coupon_sold_out"]
_E_ISSUED, _E_R_ISSUED = CODE["coupon_issued"], CODE["reward_coupon_issued"]
_E_EXPIRED, _E_R_EXPIRED = CODE["coupon_expired"], CODE["reward_coupon_expired"]
_E_REDEEMED, _E_R_REDEEMED = CODE["coupon_redeemed"], CODE["reward_coupon_redeemed"]
_E_M_ISSUED, _E_M_EXPIRED = CODE["member_coupon_issued"], CODE["member_coupon_expired"]
_E_M_REDEEMED = CODE["member_coupon_redeemed"]


@compiled
def _late(p: Person, tape: Tape, now: int, time: int, uid: int, asked: int) -> bool:
    """Whether somebody asks at a cut or after it: two messages may reach them at one moment."""
    if now != time:
        return now > time
    return bool(p.uid > uid or (p.uid == uid and tape[ASKED] >= asked))


@compiled
def reserve(
    p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, amount: int, guarded: int
) -> bool:
    """Ask for budget if this gate guards it; whoever comes at or after the cut is refused."""
    if not guarded:
        return True
    if _late(p, tape, now, c.cut_time, c.cut_uid, c.cut_asked):
        return False
    out[c.o_stock + S_ASKED] += amount
    if c.cut_wanted:
        write(tape, REQUEST, now, p.uid, PLAN_COUPON, amount, tape[ASKED], tape[WHO])
    tape[ASKED] += 1
    return True


@compiled
def _in_stock(p: Person, c: Rulebook, tape: Tape, now: int, code: int) -> bool:
    """Ask for one of the day's stock of a kind; whoever comes at or after the cut is refused."""
    if _late(p, tape, now, c.k_cut_time[code], c.k_cut_uid[code], c.k_cut_asked[code]):
        return False
    if c.cut_wanted:
        write(tape, REQUEST, now, p.uid, code, 0, tape[ASKED], tape[WHO])
    tape[ASKED] += 1
    return True


@compiled
def _no_room(p: Person, c: Rulebook, out: Counts, now: int) -> bool:
    if has_room(p, c, now):
        return False
    count(c, out, now, _OVERFLOW, 1)
    return True


@compiled
def _put(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, kind: int, days: int) -> None:
    slot = p.held
    p.kind[slot] = kind
    p.expiry[slot] = now // DAY + days + 1
    p.held += 1
    weigh(p, c)
    face = granted_of(c, kind)
    out[c.o_stock + S_OUTSTANDING] += face
    expect(c, out, p.expiry[slot], kind, face, 1)
    if plain(kind):
        out[c.o_stock + S_PLAN] += face
        count(c, out, now, _ISSUED, 1)
        count(c, out, now, _ISSUED_FEN, face)
        note(c, tape, _E_ISSUED, now, p.uid, -1, face, 0)
    elif kind < MALL_COUPON:
        count(c, out, now, _R_ISSUED, face)
        note(c, tape, _E_R_ISSUED, now, p.uid, -1, face, 0)
    else:
        count(c, out, now, _M_ISSUED, face)
        note(c, tape, _E_M_ISSUED, now, p.uid, -1, face, 0)


@compiled
def give(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, kind: int, days: int) -> None:
    """A member's coupon; the clock is settled, there is room."""
    _put(p, c, out, tape, now, kind, days)


@compiled
def _made_out(p: Person, c: Rulebook, code: int) -> int:
    """A kind as it lies in a wallet; a voucher for a share of what was spent has a denomination."""
    if c.k_form[code] != rule.HISTORY:
        return code
    spent = spend_fen(c.seed, c.replication, p.uid, seen_orders(p, c), c.p, p.spend)
    worth = min(share_of_fen(spent, c.k_share_bp[code]), c.k_face[code])
    return code | rule.rung_of(worth) << KIND_BITS


@compiled
def _carried(p: Person, c: Rulebook, carried: int) -> tuple[int, int]:
    """What a message brings: the coupon as it would lie in the wallet, and the most it may cost.

    carried: what a message carries, see `sim.population.rules`.
    """
    code = PLAN_COUPON if carried == PLAIN else FIRST_KIND + carried - NAMED
    kind = _made_out(p, c, code)
    if c.k_form[code] == rule.HISTORY and kind == code:
        return kind, 0
    return kind, granted_of(c, kind)


@compiled
def asks(p: Person, c: Rulebook, now: int, carried: int) -> int:
    """What claiming the coupon of a message now would ask of the budget, in fen."""
    if p.got >= c.per_shopper or not has_room(p, c, now):
        return 0
    _, face = _carried(p, c, carried)
    return face


@compiled
def offer(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, carried: int) -> None:
    """A coupon of the plan, claimed on opening; the clock is settled, the caller plans anew.

    carried: what a message carries, see `sim.population.rules`.
    """
    kind, face = _carried(p, c, carried)
    if face == 0 or _no_room(p, c, out, now):
        return
    allowed = p.got < c.per_shopper
    code = code_of(kind)
    if allowed and c.k_stock[code] and not _in_stock(p, c, tape, now, code):
        count(c, out, now, _SOLD_OUT, 1)
        note(c, tape, _E_SOLD_OUT, now, p.uid, -1, face, 0)
        return
    if not allowed or not reserve(p, c, out, tape, now, face, c.gate_issue):
        count(c, out, now, _REFUSED, 1)
        note(c, tape, _E_REFUSED, now, p.uid, -1, face, 0)
        return
    p.got += 1
    _put(p, c, out, tape, now, kind, c.k_days[code])


@compiled
def reward(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, kind: int) -> None:
    """A reward coupon without threshold; settles and plans by itself."""
    if _no_room(p, c, out, now):
        return
    settle(p, c, now)
    _put(p, c, out, tape, now, kind, c.reward_days)
    plan_order(p, c)


@compiled
def _expire(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, kind: int) -> None:
    face, event = granted_of(c, kind), _E_EXPIRED
    expired(c, out, now, kind_of(kind), face, 1)
    if not plain(kind):
        event = _E_R_EXPIRED if kind < MALL_COUPON else _E_M_EXPIRED
    note(c, tape, event, now, p.uid, -1, face, 0)


@compiled
def turn(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int) -> None:
    """A coupon expires, or turns urgent where that wakes its holder."""
    settle_alone(p, c, now)
    slot = 0
    while slot < p.held:
        if p.expiry[slot] * DAY <= now:
            kind = p.kind[slot]
            take_out(p, slot)
            _expire(p, c, out, tape, now, kind)
        else:
            slot += 1
    weigh(p, c)
    plan_order(p, c)


@compiled
def _best(p: Person, c: Rulebook, list_fen: int, category: int) -> tuple[int, int]:
    """(slot, order value with a filled basket) of the best eligible coupon; slot -1 for none."""
    best, value, most = -1, list_fen, 0
    for slot in range(p.held):
        kind = p.kind[slot]
        code = code_of(kind)
        if c.k_category[code] != UNTOLD and c.k_category[code] != category:
            continue
        threshold = c.k_threshold[code]
        stretched = rule.stretched(list_fen, threshold, c.stretch)
        saving = rule.saving(c.k_form[code], face_of(c, kind), c.k_share_bp[code], stretched)
        if stretched >= threshold and (best < 0 or saving > most):
            best, value, most = slot, stretched, saving
    return best, value


@compiled
def _book(
    p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, kind: int, face: int, discount: int
) -> None:
    out[c.o_stock + S_OUTSTANDING] -= face
    redeemed, expired = _REDEEMED_FEN, _EXPIRED_FEN
    e_redeemed, e_expired = _E_REDEEMED, _E_EXPIRED
    if not plain(kind) and kind >= MALL_COUPON:
        redeemed, expired = _M_REDEEMED, _M_EXPIRED
        e_redeemed, e_expired = _E_M_REDEEMED, _E_M_EXPIRED
    elif not plain(kind):
        redeemed, expired = _R_REDEEMED, _R_EXPIRED
        e_redeemed, e_expired = _E_R_REDEEMED, _E_R_EXPIRED
    count(c, out, now, redeemed, discount)
    note(c, tape, e_redeemed, now, p.uid, -1, discount, p.orders)
    if face > discount:
        count(c, out, now, expired, face - discount)
        note(c, tape, e_expired, now, p.uid, -1, face - discount, 0)
    if plain(kind):
        out[c.o_stock + S_PLAN] -= face
        count(c, out, now, _REDEEMED, 1)


@compiled
def _turn_down(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, slot: int) -> None:
    """A coupon refused at the till is void and pulls no more: its holder knows what it is worth."""
    kind = p.kind[slot]
    count(c, out, now, _REFUSED, 1)
    note(c, tape, _E_REFUSED, now, p.uid, -1, granted_of(c, kind), 0)
    expect(c, out, p.expiry[slot], kind, granted_of(c, kind), -1)
    take_out(p, slot)
    _expire(p, c, out, tape, now, kind)
    weigh(p, c)


@compiled
def redeem(
    p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, list_fen: int, category: int
) -> tuple[int, int, int, int]:
    """Use the best eligible coupon on an order of that category.

    Returns list value after filling the basket, discount, list value of the ordinary goods, and
    what a gift or a trial article costs. Where the budget is used up at the till, the order goes
    on without it.
    """
    slot, value = _best(p, c, list_fen, category)
    if slot < 0:
        return list_fen, 0, list_fen, 0
    kind = p.kind[slot]
    code, granted = code_of(kind), granted_of(c, kind)
    if plain(kind) and not reserve(p, c, out, tape, now, granted, c.gate_redemption):
        _turn_down(p, c, out, tape, now, slot)
        return list_fen, 0, list_fen, 0
    expect(c, out, p.expiry[slot], kind, granted, -1)
    take_out(p, slot)
    weigh(p, c)
    value, discount, own = rule.settled(
        c.k_form[code],
        value,
        face_of(c, kind),
        c.k_share_bp[code],
        c.k_article[code],
        p.orders == 0,
    )
    _book(p, c, out, tape, now, kind, granted, discount)
    if code == c.card_kind:
        p.saved = counted(p.saved, discount)
    return value, discount, own, c.k_cost[code]
