"""How a shopper, a plan and the counts lie in memory.

A shopper is a row of HEAD and a row of LIFE (see `person`). What a day's pass looks at for
everybody (when the next thing of their own may come, where they can be reached, when a journey step
is due) lies in arrays of its own, so that a sleeping shopper costs a few bytes of reading a day.

All counts of a thread are one flat array of int64, `out`, with the offsets of `Offsets`. What a
pass hands to the brand (events, friends, credits, tasks, coupon requests) goes to a `tape`: rows of
seven int64, the number of rows in use in tape[0].
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.behaviour.clock import DAY
from sim.behaviour.traits import QUARTERS
from sim.config.errors import StoppedError
from sim.config.said import say
from sim.measure.events import EVENTS
from sim.measure.tally import SERIES
from sim.population.community import COMMUNITIES
from sim.population.compiled.crossings import MOVES_FIELDS
from sim.population.compiled.places import FIELDS
from sim.population.compiled.programme import PROGRAMME_FIELDS
from sim.population.compiled.wares import GOODS_FIELDS
from sim.population.interface import WORKED
from sim.population.loyalty import TIERS
from sim.population.needs import NEEDS
from sim.population.ordering import in_time
from sim.population.reference.registers import MONTH
from sim.population.reference.shopper import WALLET
from sim.population.rules import Rules, StagesRule

BLOCKS = 16  # into which the initial people are divided, within
SMALLEST, LARGEST = 1 << 15, 1 << 17  # rows of a block
_LEAST = 1 << 13  # ... though threads have nothing to do
LINE = 64  # bytes the processor fetches at once
JOURNEYS = 15  # journeys a plan can have, a bit each in the last place of a row of flows
STEPS = 32  # steps a journey can have
CHANNELS = 15
DOORS = 24  # acquisition channels a plan can have
CONTENTS = 16
LAWS = 8  # rules on messages: a platform's on channels of a plan, and the plan's own
NEVER_DAY = 32767
NEVER_SECOND = (1 << 31) - 1
NO_DAY = -32768

ARRIVED, ALIVE, MEMBER, INITIAL, HUNTER, FAKE, OFFICER = 1, 2, 4, 8, 16, 32, 64
KEPT, AGAIN, MUTED, OPTED_OUT, BOUGHT_30, REFERRED, ALIKE = 128, 256, 512, 1024, 2048, 4096, 8192

# Kinds of coupon a wallet tells apart: the low bits of two bytes. Rewards of referral follow the
# plan's, then those of members (of the mall, and of each tier), then those of `coupons`. In the
# high bits stands the denomination of a voucher made out for its holder.
PLAN_COUPON, INVITER_COUPON, INVITEE_COUPON, MALL_COUPON, TIER_COUPON = 0, 1, 2, 3, 4
FIRST_KIND = TIER_COUPON + TIERS
KINDS, KIND_BITS = 32, 5
AUDIENCES = 32  # with the one of everybody
TAGS = 16  # a plan can have
EXPIRING = 4  # numbers of what expires on a day, see `expiring`

# Moments are kept in whole seconds, traits and states in single precision; `sim.behaviour` rounds
# to both, so every engine agrees.
HEAD = np.dtype(  # what a touch reads: 32 bytes, half a cache line
    [
        ("uid", "i8"),
        ("sent", "i4"),  # messages of the last days, see `sim.behaviour.governor`
        ("last_touch", "i4"),  # s
        ("fatigue", "f4"),
        ("affinity", "f4"),
        ("tolerance", "f4"),
        ("hour", "i1"),  # preferred, in quarters of an hour
        ("source", "i1"),
        ("flags", "i2"),
    ],
    align=True,
)
LIFE = np.dtype(
    [
        # the purchase clock
        ("anchor", "i4"),  # s
        ("order_from", "i4"),  # s; the next order comes at this moment or later
        ("left", "f4"),
        ("pull", "f4"),  # of what is held
        ("goodwill", "f4"),
        ("nudge", "f4"),
        ("dip", "f4"),
        ("dies_at", "i4"),  # s; end of a lifetime, unless an order comes first
        # visits and activity
        ("joined", "i4"),  # s
        ("visit_at", "i4"),  # s
        ("visit_rate", "f4"),
        ("visits", "u2"),
        ("last_active", "i2"),
        ("change", "i2"),  # day at whose midnight a coupon expires next, see `purse.weigh`
        ("enrolled", "i2"),
        ("closed", "i2"),
        ("held", "i1"),
        ("next_age", "u1"),  # months of membership below it are counted
        # orders
        ("rate", "f4"),  # repeat orders a day
        ("stop", "f4"),  # chance to be lost after an order, or hazard of a lifetime a day
        ("spend", "f4"),  # rate of order values, 1/yuan
        ("orders", "i2"),
        ("last_order_day", "i2"),
        ("first_in_run", "i2"),  # day of the first order of the run
        # coupons, referral, journeys
        ("got", "i2"),  # coupons
        ("deal", "f4"),
        ("inviter", "i4"),  # index
        ("expiry", "i2", (WALLET,)),  # day at whose midnight a coupon expires
        ("kind", "u2", (WALLET,)),
        ("left_channels", "i2"),
        ("asked", "i2"),
        ("friends_left", "i2"),
        ("credits", "i2"),
    ],
    align=True,
)

# What only some levers need: rows of it are kept if a plan has one of them (see `needs_extras`).
EXTRA = np.dtype(
    [
        ("quota", "i4"),  # what platform rules remember, see `sim.behaviour.platform_law`
        ("loyal", "i4"),  # points, tier and their periods, see `standing`
        ("balance", "i4"),  # fen; stored value
        ("growth", "u4"),  # yuan spent in the period of the tier
        ("served", "i2"),  # day after the last message of a guide's own; 0: there was none
        ("seats", "i2", (COMMUNITIES,)),  # group by kind of community group
        ("saved", "u2"),  # yuan, with the coupons of a paid card
        ("cart", "i2"),  # day after it was filled last; 0: there is nothing in it
        ("unseen", "i2"),  # orders at tills that do not know members
        ("accounts", "i2"),  # bits of those opened, see `sim.population.moves`
        ("earned", "i2"),  # day after points were earned last; 0: never
    ],
    align=True,
)

CONSTANTS = np.dtype(
    [
        *(
            (name, "i8")
            for name in (
                "seed",
                "replication",
                "horizon",
                "days",
                "first_day",
                "log_events",
                "guides",
                "head_office",
                "staffed",
                "laws",
                "limited",  # bits of the audiences rules on messages are for
                "cut_time",
                "cut_uid",
                "cut_asked",
                "cut_wanted",  # whether who asks for budget is to be written down
                "weekly_cap",
                "min_gap_ms",
                "reconsider_on",
                "return_days",
                "goods_bp",
                "commission_bp",
                "guide_bits",
                "most_fen",  # the most one message may grant
                "valued",  # bits of what a message may carry that is worth something
                "traced",
                "midnights",  # whether a journey starts at midnight
                "group_flows",  # whether one starts when a group is entered
                "reminders",  # whether one starts before a coupon expires
                "tier_flows",  # whether one starts on a change of tier
                "stage_flows",  # whether one starts on a change of stage
                "stages",  # address of the rows of stages
                "stage_rows",  # how many they are
                "stops",  # whether one ends at a visit or an order
                "filters",  # bits of the audiences of today's broadcasts and of rules
                "new_year",
                "book_bits",
                "gate_issue",
                "gate_redemption",
                "per_shopper",
                "urgency_days",
                "urgency_wakes",  # whether a coupon that turns urgent wakes its holder
                "expiry_wakes",  # ... or one that expires
                "inviter_fen",
                "invitee_fen",
                "review_fen",
                "reward_days",
                "active",
                "law",
                "refer_from",
                "refer_until",
                "on_join",
                "needed",
                "channels",
                "journeys",
                "cash",
                "o_active",
                "o_ordered",
                "o_stock",
                "o_cohort_size",
                "o_cohort_active",
                "o_margin",
                "o_weekly",
                "o_store",
                "o_doors",
                "attribution_ms",
                "rooms",
                "viewers_told",
                "o_work",
                "o_roll",
                "o_expiring",
                "months",
                "season",  # address of the season table
                "season_days",  # its rows
                "communal",  # bits of the channels of community groups
                "moods",  # address of the moods of groups, see `community`
                "loyal",
                "loyal_pulls",
                "loyal_visits",
                "epoch",
                "today",  # the day of which the next two are, see `standing.on_the_calendar`
                "points_odd",
                "tier_odd",
                "tiers",
                "tier_months",
                "tier_days",
                "top_up_fen",
                "top_up_bonus_fen",
                "spends",
                "served_days",
                "card_kind",  # code of a paid card's coupon; -1: there is none
                "carts",
                "cart_days",
            )
        ),
        *(
            (name, "f8")
            for name in (
                "boost",
                "retention",
                "fatigue_slope",
                "fatigue_on_open",
                "annoyance",
                "opt_out_share",
                "opt_out_dropout",
                "reconsider",
                "hour_effect",
                "affinity_mean",
                "max_season",
                "after_dropout",
                "activation",
                "p",
                "q",
                "v_yuan",
                "r",
                "alpha",
                "a",
                "b",
                "s",
                "beta",
                "period",
                "market_left",
                "visit_day",
                "visit_shape",
                "deal_mean",
                "deal_spread",
                "affinity_spread",
                "tolerance_mean",
                "tolerance_shape",
                "friends_mean",
                "friends_shape",
                "preferred_hour",
                "hour_spread",
                "rate_factor",
                "visit_factor",
                "open_factor",
                "hunter_deal",
                "hunter_share_factor",
                "friends_factor",
                "return_rate",
                "lift",
                "urgency",
                "more_urgency",  # than one; not below 0
                "exposure",
                "dip",
                "stretch",
                "share_on_join",
                "share_on_order",
                "share_on_open",
                "inviter_appeal",
                "invitee_appeal",
                "invites_mean",
                "accept",
                "accept_gain",
                "delay_days",
                "likeness",
                "hunter_cheap",
                "fake_share",
                "refer_activation",
                "review_rate",
                "share_boost",
                "officers",
                "officer_factor",
                "take_up",
                "stored_gain",
                "ask_rate",
                "ask_near",
                "answer_goodwill",
                "answer_nudge",
                "given_up_dropout",
                "dropout",
                "worth_days",
                "room_returns",
                "recognised",
                "cart_fill",
                "cart_near",
            )
        ),
        *((name, "f8", (CHANNELS,)) for name in ("enrol", "execution", "open_rate", "click_rate")),
        *((name, "i8", (CHANNELS,)) for name in ("channel_hash", "message_fen", "community")),
        *((name, "f8", (DOORS,)) for name in ("door_activation", "door_buys")),
        ("m_home", "i8", (DOORS,)),
        ("noted", "i8", (len(EVENTS),)),  # whether events of a kind are noted
        *(
            (name, "f8", (CONTENTS,))
            for name in ("c_goodwill", "c_nudge", "c_fatigue", "c_novelty")
        ),
        *(
            (name, "i8", (JOURNEYS,))
            for name in (
                "j_hash",
                "j_turn",  # see `sim.behaviour.governor.turn`
                "j_trigger",
                "j_days",
                "j_bought",
                "j_stop",
                "j_reentry",
                "j_alarmed",  # last day an alarm set it off; -1: never
                "j_audience",
                "j_branches",  # whether a step asks whether the one before was opened
                "j_last_day",
                "j_from",
                "j_until",
                "j_steps",
                "j_priority",
                "j_move",
                "j_tier",
                *(f"j_{name}" for name in StagesRule._fields),
                "j_guided",
                "j_office",
            )
        ),
        *(
            (f"l_{name}", "i8", (LAWS,))
            for name in (
                *("kind", "shift", "mask", "bits", "length", "until", "channels", "contents"),
                *("applies", "audience", "own", "most", "since"),
            )
        ),
        ("j_coverage", "f8", (JOURNEYS,)),
        *(
            (name, "i8", (JOURNEYS, STEPS))
            for name in (
                "s_day",
                "s_add",
                "s_channel",
                "s_content",
                "s_at",
                "s_work",
                "s_coupon",
                "s_after",
                "s_about",
            )
        ),
        ("s_accept", "f8", (JOURNEYS, STEPS)),
        ("tier_gain", "f8", (TIERS + 1,)),
        ("tier_retention", "f8", (TIERS + 1,)),
        ("tier_from", "i8", (TIERS,)),
        *((name, "i8", (2,)) for name in ("points_due", "tier_due")),  # by `odd`
        *(
            (name, "i8", (KINDS,))
            for name in (
                "k_form",
                "k_face",
                "k_granted",
                "k_threshold",
                "k_days",
                "k_share_bp",
                "k_article",
                "k_cost",
                "k_stock",  # of a day; 0: without
                "k_category",  # the one it is for, or UNTOLD
                "k_cut_time",  # when today's stock was gone
                "k_cut_uid",
                "k_cut_asked",
            )
        ),
        *(
            (name, "i8", (AUDIENCES,))
            for name in (
                "u_stages",
                "u_sources",
                "u_inside",
                "u_without",
                "u_orders_from",
                "u_orders_to",
                "u_silent_from",
                "u_spent_from",
                "u_spent_to",
                "u_by_course",
                "u_beside_tags",  # whether it asks for anything but tags
                "u_by_life",  # whether more is read than the head of a row
                "u_by_value",
                "u_tag",
                "u_without_tag",
                "u_by_place",
                "u_site",
                "u_favourite",
                "u_pointless_from",
                "u_tiers",
                "u_regions",
            )
        ),
        ("u_within_km", "f8", (AUDIENCES,)),
        *FIELDS,
        *MOVES_FIELDS,
        *((f"n_{name}", "f8", (NEEDS,)) for name in ("low", "high", "gain")),
        *GOODS_FIELDS,
        *PROGRAMME_FIELDS,
        *((name, "i8", (TAGS,)) for name in ("t_hash", "t_of", "t_category", "t_refresh_days")),
        *(
            (name, "f8", (TAGS,))
            for name in ("t_threshold", "t_sensitivity", "t_specificity", "t_coverage")
        ),
    ],
    align=True,
)

SEND = np.dtype(
    [
        ("time", "i8"),
        ("policy", "i8"),
        ("turn", "i8"),  # see `sim.behaviour.governor.turn`
        ("ordinal", "i8"),
        ("channel", "i8"),
        ("content", "i8"),
        ("coupon", "i8"),
        ("granted", "i8"),  # fen the coupon may cost
        ("audience", "i8"),  # 0: everybody
        ("about", "i8"),  # a category of goods, see `sim.population.goods`
        ("meant", "f8"),
        ("test", "i8"),  # name hash; 0: for everybody
        ("low", "f8"),  # the stretch of the test it is for
        ("high", "f8"),
        ("silent_days", "i8"),  # only for buyers silent for so long; 0: for everybody
        ("hours", "f8", (QUARTERS,)),  # how well the hour suits, by preferred quarter hour
    ],
    align=True,
)

GUIDED = np.dtype(
    [
        ("row", "i8"),
        ("time", "i8"),
        ("journey", "i8"),
        ("step", "i8"),
        ("ordinal", "i8"),
        ("value", "f8"),
    ],
    align=True,
)

TASKS = np.dtype(  # of a guide, in lines (see `guides`); half a cache line
    [
        ("uid", "i8"),
        ("guide", "i4"),
        ("due_day", "i4"),
        ("ordinal", "i4"),
        ("index", "i4"),
        ("next", "i4"),  # place of the one behind; NO_TASK: it is the last
        ("journey", "i2"),
        ("step", "i2"),
    ],
    align=True,
)

NO_TASK = -1
HOMES = 6  # int64 before the addresses of the first block, see `blocks.homes_of`

# Registers after the daily rows; names of the stocks a thread keeps.
STOCKS = (
    "members",
    "enrolled",
    "officers",
    "buyers",
    "outstanding",
    "plan_outstanding",
    "initial_orders",
    "asked",  # coupon budget used since the start, fen
    "released",  # ... and given back
    "points_fen",
    "stored_fen",
    "stored_lost_fen",
)
S_MEMBERS, S_ENROLLED, S_OFFICERS, S_BUYERS, S_OUTSTANDING, S_PLAN, S_INITIAL = range(7)
S_ASKED, S_RELEASED, S_POINTS, S_STORED, S_LOST = 7, 8, 9, 10, 11
S_CHANNELS = len(STOCKS)  # members in each channel follow
S_TIERS = S_CHANNELS + CHANNELS  # then holders by tier; the first place is left to no tier

BEGUN, SKILL, HANDOVER = range(3)  # of a guide's row of the roll, before the channels
ROLL = 3

WIDTH = 7  # int64 in a row of tape: code, time, uid, channel, amount, reference, index
HEADER = 8  # int64 before the first row: rows in use, capacity, lost rows, index of who lives now
WHO = 3  # place of that index
WANTED_ON, WANTED = 4, 5  # ... day on which they wanted an order last, and how many on it
ROOM = 6  # ... and rows there is room for: whoever began before the capacity was reached may end
ASKED = 7  # ... and how much they asked of gates so far today, see `gate.Cut`
ROWS_PER_SHOPPER = 4096  # a pass stops before a shopper when fewer rows are free
ROWS_PER_LIFE = 1 << 20  # beyond what a shopper may write at once, of a life before day 0 too
FRIEND, CREDIT, TASK, REQUEST, ENQUIRY, STIR, OUTCOME = 100, 101, 102, 103, 104, 105, 106
TAKER, BEYOND, TOO_LONG = 110, 111, 112  # the last two: see `sim.population.beyond`

STIR_ROW = (4, 3, 5, 1, 2, 6)  # columns of a tape's row in the order of `Population.stirred`

DOOR_COLUMNS = 3  # of `Population.by_door`

Ints = npt.NDArray[np.int64]


class Offsets(NamedTuple):
    """Where each register begins in `out`, and its size."""

    active: int
    ordered: int
    stock: int
    cohort_size: int
    cohort_active: int
    margin: int
    weekly: int
    doors: int
    store: int
    work: int
    roll: int
    expiring: int
    size: int
    months: int


def byte_of(kind: Any, field: str) -> int:
    """Where in a row a field begins."""
    return int(kind.fields[field][1])


def flow_width(journeys: int) -> int:
    """Places of a row of flows (int16), an even number.

    For each journey of the plan the ordinal of the trigger it runs for, or below zero; for each the
    day of that trigger; then bits of those whose message that came last was opened.
    """
    return 2 * journeys + 2 if journeys else 0


def needs_extras(rules: Rules) -> bool:
    """Whether a plan has a lever that keeps something in EXTRA."""
    some = bool(rules.platform or rules.communities) or rules.loyalty.active
    some = some or rules.plan.cart.fill > 0.0 or rules.card.fee_fen > 0
    return some or rules.known.served_days > 0 or rules.moves.kept


def block_rows(people: int, threads: int) -> int:
    """Rows of a block: few enough for all threads to have work, enough to make calls seldom.

    As many blocks go to each thread, so that none waits for another at the end of a pass.
    """
    blocks = -(-people // min(LARGEST, max(SMALLEST, people // BLOCKS)))
    if blocks < 2:
        return SMALLEST
    blocks = -(-blocks // threads) * threads
    return max(_LEAST, -(-people // blocks // LINE) * LINE)


def offsets(rules: Rules, guides: int) -> Offsets:
    """Lay out the counts of one thread; the daily rows come first."""
    days = rules.plan.horizon_days
    months = -(-days * DAY // MONTH) + 1
    active = days * len(SERIES)
    ordered = active + days - rules.first_day
    stock = ordered + days - rules.first_day
    cohort_size = stock + S_TIERS + TIERS + 1
    cohort_active = cohort_size + months
    margin = cohort_active + months * months
    weekly = margin + months
    doors = weekly + -(-days // 7)
    store = doors + DOOR_COLUMNS * len(rules.plan.acquisition)
    work = store + guides
    roll = work + (guides * len(WORKED) if rules.staffed else 0)
    expiring = roll + (guides * (ROLL + len(rules.channels)) if rules.staffed else 0)
    size = expiring + EXPIRING * (days + 1)
    return Offsets(
        active,
        ordered,
        stock,
        cohort_size,
        cohort_active,
        margin,
        weekly,
        doors,
        store,
        work,
        roll,
        expiring,
        size,
        months,
    )


def tape(rows: int, beyond: int = 0) -> Ints:
    """An empty tape for `rows` rows, with room for some beyond them, which takes no memory until
    it is written to."""
    made = np.zeros(HEADER + (rows + beyond) * WIDTH, dtype=np.int64)
    made[1], made[ROOM] = rows, rows + beyond
    return made


def rows_of(used: Ints) -> Ints:
    """The rows written to a tape, shape (rows, WIDTH); a view."""
    return used[HEADER : HEADER + used[0] * WIDTH].reshape(-1, WIDTH)


def drained(used: Ints) -> Ints:
    """The rows written to a tape, which is empty again.

    Raises:
        StoppedError: somebody did more at once than there is room for.
    """
    if used[2]:
        raise StoppedError(
            say(
                "one shopper does over {most:,} things on a single day: some setting drives "
                "orders, visits or messages far beyond anything real",
                most=ROWS_PER_LIFE,
            )
        )
    rows = rows_of(used).copy()
    used[0] = 0
    return rows


def by_time(rows: Ints) -> Ints:
    """Rows of a tape in order of time and uid, shape (rows, WIDTH)."""
    return rows.take(in_time(rows[:, 1], rows[:, 2]), axis=0)


def rows_at(records: Any, places: Any) -> Any:
    """Some rows of an array of records, which are whole words: numpy moves them field by field."""
    return words(records).take(places, axis=0).reshape(-1).view(records.dtype)


def joined(parts: list[Any]) -> Any:
    """Such arrays of records, one after the other."""
    return np.concatenate([words(part) for part in parts]).reshape(-1).view(parts[0].dtype)


def words(records: Any) -> Any:
    """Records, or rows of numbers, as words of 32 bits, shape (rows, words); a view."""
    size = records.dtype.itemsize * math.prod(records.shape[1:]) // 4
    return records.view(np.int32).reshape(len(records), size)
