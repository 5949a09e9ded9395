"""What the brand may ask of its shoppers. Every engine is one of these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from sim.behaviour.clock import NEVER
from sim.population.community import Meeting

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

INITIAL = -1  # source of the members of day 0
REFERRAL = -2  # source of invited friends


class Arrivals(NamedTuple):
    """People who come on one day by one source: an acquisition channel's index, or INITIAL.

    uids and times (ms) have shape (people,); times are sorted.
    """

    source: int
    uids: Ints
    times: Ints


class Send(NamedTuple):
    """One broadcast of the day: which campaign, and its how-manieth send of the day.

    share: of the campaign's audience it is meant for. Only people between `low` and `high` in the
    test of name hash `test` get it; and, if `silent_days` is not 0, only buyers whose last order is
    so many days old at midnight.
    """

    campaign: int
    number: int
    share: float = 1.0
    test: int = 0
    low: float = 0.0
    high: float = 1.0
    silent_days: int = 0

    @property
    def heard_by(self) -> float:
        """Share of the campaign's audience that gets it, by phase and arm of a test."""
        return self.share * (self.high - self.low if self.test else 1.0)


class Conditions(NamedTuple):
    """What holds for all shoppers from one midnight on, until the brand says otherwise.

    execution, open_rate: by touch channel. coverage: by journey. dropout: factor on the chance to
    be lost after an order. novelty: by content class, factor on the chance to open. stores_open:
    share of the stores of each region. found: what is left of the goods that would be there.
    put_off: by sales channel, share of orders to be brought home that fee and time put off.
    """

    execution: tuple[float, ...]
    open_rate: tuple[float, ...]
    coverage: tuple[float, ...]
    guide_ms: int
    weekly_cap: int
    return_rate: float
    dropout: float
    stores_open: tuple[float, ...]
    found: float
    novelty: tuple[float, ...]
    put_off: tuple[float, ...]


class Tested(NamedTuple):
    """What became of the people of one arm.

    ordered, active: who ordered, or did anything, since the test began.
    """

    people: int
    ordered: int
    active: int


class Silence(NamedTuple):
    """A churn warning held against the truth, heads: buyers, those lost for good, those flagged,
    and those flagged who are lost."""

    buyers: int
    lost: int
    flagged: int
    flagged_lost: int


class TagHits(NamedTuple):
    """A tag held against the truth, heads: members, those it is true of, those who carry it, and
    those who carry it rightly."""

    members: int
    true: int
    given: int
    right: int


SALES, MARGIN, FIRST_SALES = range(3)  # columns of `Population.by_door`


class Enquiries(NamedTuple):
    """Questions of one day to the service desk, in order of time and uid; shape (enquiries,).

    times: ms; uids and visits: who asked at which visit; people: their numbers in the population.
    """

    times: Ints
    uids: Ints
    visits: Ints
    people: Ints


NO_ENQUIRIES = Enquiries(*(np.zeros(0, dtype=np.int64) for _ in Enquiries._fields))


ALWAYS = -NEVER  # a day before any: also of who never was active


class Call(NamedTuple):
    """Whom an offer asks at a midnight: members who were active on day `since` or later, or all of
    them (ALWAYS).

    mechanism, ordinal: where their draws are. audience: as of the midnight (EVERYBODY or more).
    chance: to take part; by_deal: in proportion to deal-proneness. ordered: whether it asks who
    ordered on that day or later, instead.
    """

    mechanism: int
    ordinal: int
    since: int
    audience: int
    chance: float
    by_deal: bool
    ordered: bool = False


class Takers(NamedTuple):
    """Who takes part, in order of uid, shape (people,): numbers in the population, uids, and three
    more words of the draw."""

    people: Ints
    uids: Ints
    first: Ints
    second: Ints
    third: Ints


class Invited(NamedTuple):
    """Friends who said yes, in order of time and uid, shape (friends,).

    times: ms, when they join; inviters: numbers in the population.
    """

    times: Ints
    uids: Ints
    inviters: Ints


class Award(NamedTuple):
    """What an offer brings at a midnight: an event of the log with its amount (fen) and reference,
    and what is granted with it, as a message carries it (`sim.population.rules`).

    channel: a touch channel they enter with it, -1 for none; who is in it already gets nothing.
    """

    event: str
    carried: int
    amount: int
    reference: int
    channel: int = -1


class Roster(NamedTuple):
    """The guides as they are on one day, by their numbers: store guides, then head-office guides.

    begun: 1 once the guide's store is on the programme; before, no journey of guides starts there.
    present: 0 while the place is vacant and tasks wait. time_ms: working time today.
    skill: thousandths; what a message is worth, and the odds of being accepted as a friend.
    chance: millionths, shape (guides x channels,), a guide's channels in a row; of sends carried
    out. handover: number of the hand-over that happens this midnight, or 0.
    """

    begun: Ints
    present: Ints
    time_ms: Ints
    skill: Ints
    chance: Ints
    handover: Ints


WORKED = ("tasks", "friends", "commission_fen", "sales_fen")
W_TASKS, W_FRIENDS, W_COMMISSION, W_SALES = range(4)  # columns of `Population.worked`


class Outcomes(NamedTuple):
    """What became of the wants of one day, in order of time and uid; shape (wants,).

    times: ms; uids and people: who, by number, too; places: sales channel and marks, or
    `sim.population.selling.NOWHERE`; amounts: list value, fen; orders: index of the order made, or
    less the reason why there was none (`sim.behaviour.selling`).
    """

    times: Ints
    uids: Ints
    people: Ints
    places: Ints
    amounts: Ints
    orders: Ints


NO_OUTCOMES = Outcomes(*(np.zeros(0, dtype=np.int64) for _ in Outcomes._fields))
MOVES, STOPS, BUYS = 1, 2, 4  # what an experience does, as bits

# An experience of somebody: noted as `event` (its code, -1 for none) at `time` with the sales
# channel `place` (-1 for none); at the midnight after it, if it MOVES, `goodwill` is added
# (`sim.behaviour.goodwill.moved`) and `nudge`, intensity dips by `dip` as after a coupon, and if it
# STOPS a buyer is lost. If it BUYS, who has not ordered yet wants the first order on the day that
# begins, at the time of day of `time`.
FELT = np.dtype(
    [
        *((name, "i8") for name in ("time", "uid", "person", "event", "place", "amount")),
        *(("reference", "i8"), ("effect", "i8"), ("goodwill", "f8"), ("nudge", "f8")),
        ("dip", "f8"),
    ]
)
Felt = Any  # rows of FELT, in order of time and uid


@dataclass(frozen=True)
class Finals:
    """Head counts at the end of a run, from every shopper's own record."""

    ever_muted: int
    ever_opted_out: int
    run_buyers: int  # first order of the run at least 90 days before its end
    run_buyers_again: int
    initial_orders: int
    inviters: int
    newcomers_90: int
    newcomers_90_kept: int
    newcomers_30: int
    newcomers_30_bought: int
    exposed: tuple[int, ...]  # newcomers who completed membership month 0, 1, ... within the run
    margin_fen: tuple[int, ...]  # their margin in that month


class Population(Protocol):
    """The shoppers as the brand sees them.

    A day goes: `admit` today's arrivals, `open_day` with today's sends, the clock runs to the next
    midnight, `close_day`. Within a day shoppers do not see each other; what couples them is settled
    at midnight.
    """

    def admit(self, arrivals: Arrivals) -> None:
        """Take in people who will join at their times."""

    def meet(self, conditions: Conditions) -> None:
        """Other conditions hold from today on; called before `open_day`, and only if they do."""

    def by_door(self) -> Ints:
        """What newcomers brought so far by acquisition channel, fen, shape (doors, 3).

        SALES: list value less orders returned; MARGIN: less goods too; FIRST_SALES: paid for first
        orders within `control.attribution_days` of joining that are not returned.
        """

    def tested(
        self, channel: int, test: int, edges: tuple[float, ...], since: int
    ) -> tuple[Tested, ...]:
        """The arms of a test, counted now: members who were in the channel's audience.

        edges: arm i stands between edges[i] and edges[i + 1]. since: first day of the test; who
        joined on it or later is not counted.
        """

    def silent(self, day: int, order_days: int, visit_days: int, rhythm: float) -> Silence:
        """Buyers silent before midnight of `day`, against who is truly lost.

        Silent is who made no order for `order_days`, or gave no sign of life for `visit_days`, or,
        having ordered twice or more, made no order for `rhythm` times their mean gap between orders
        (from the day of joining to the last order; at least a day). 0: not asked.
        """

    def alarm(self, day: int, journey: int) -> None:
        """An alarm starts the journey of that index at the midnight of `day`, for whom it is meant;
        called before `open_day`, and only if there is one."""

    def staged(self, day: int) -> Ints:
        """Flows between the stages of each view since the last call, as of midnight of `day`.

        See `sim.population.known.StageBook.count`.
        """

    def tagged(self, day: int, tag: int) -> TagHits:
        """A tag of `Known.tags` held against the truth, as of midnight of `day`."""

    def brief(self, day: int, roster: Roster) -> None:
        """The guides as they are on `day`, before it is opened; never called if all are alike."""

    def worked(self) -> Ints:
        """What each guide did since the midnight before, shape (guides, WORKED); kept only after
        a `brief`."""

    def open_day(self, day: int, sends: list[Send]) -> None:
        """Settle what yesterday left (rewards, invited friends) and set today's touches going."""

    def admitted(self) -> int:
        """People there are or were: initial members and everybody who joined or is about to."""

    def close_day(self, day: int) -> Ints:
        """Today's row of `sim.measure.tally.SERIES`, shape (series,)."""

    def enquiries(self) -> Enquiries:
        """What was asked since the midnight before; once it is handed over it is forgotten."""

    def outcomes(self) -> Outcomes:
        """What became of wants since the midnight before; kept only if `Rules.watched`, and once
        it is handed over it is forgotten."""

    def feel(self, day: int, felt: Felt) -> None:
        """Note what members met until yesterday; they feel it at the midnight of `day`."""

    def stirred(self) -> Ints:
        """What happened in community groups, and who came to live rooms if `Rules.viewers_told`,
        since it was asked last, in no order.

        Shape (rows, STIR_COLUMNS), columns as in `sim.population.community`; who entered has no
        seat yet.
        """

    def seat(self, community: int, people: Ints, seats: Ints) -> None:
        """Give members, by their numbers, their groups of one kind."""

    def temper(self, community: int, moods: Floats) -> None:
        """From today on a message is opened so many times as often, by group of one kind."""

    def review(self, day: int, meeting: Meeting) -> None:
        """At the midnight of `day` who no longer belongs into the groups of a kind leaves them,
        and members who do are invited; see `stirred`."""

    def takers(self, day: int, call: Call) -> Takers:
        """Who takes part in an offer as of midnight of `day`; changes nothing."""

    def invite(self, day: int, people: Ints, asked: Ints, appeal: float) -> Invited:
        """At midnight of `day`, before it is opened, these people ask so many friends each.

        people: numbers, each once. appeal: of what a friend gets, between 0 and 1.
        """

    def numbers(self, uids: Ints, since: int) -> Ints:
        """The numbers of people who joined on day `since` or later."""

    def award(self, day: int, people: Ints, what: Award) -> None:
        """Hand something out at midnight of `day`, before it is opened; in order of uid, if the
        budget does not reach for all.

        people: numbers, each once. Invented accounts get nothing.
        """

    def record(self, day: int, people: Ints) -> Ints:
        """What is on record of some people at midnight of `day`, shape (people, RECORD_COLUMNS).

        Columns as in `sim.population.subscription`; nobody has SAVED without a paid card.
        """

    def in_channel(self, channel: int) -> int:
        """Members in a touch channel now, muted or not."""

    def officers(self) -> int:
        """Trial officers in office now."""

    def finals(self) -> Finals:
        """Head counts; call once, after the last day."""

    def cohorts(self) -> tuple[Ints, Ints]:
        """`cohort_size` and `cohort_active` of `sim.measure.result.RunResult`."""

    def weekly_repeats(self) -> Ints:
        """Repeat orders of the initial people by week since day 0."""
