"""Offers passed on (转发优惠): who means to, who does, who claims, who gets what for it.

All of it is settled at midnight, for what members did the day before: who was given an offer means
to pass it on or not, does it at once or on a later visit, its parts go to friends and to members
who came by, and who claimed one may pass it on in turn the day after.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import NamedTuple

import numpy as np

from sim.behaviour.acquisition import market_left
from sim.behaviour.clock import DAY
from sim.behaviour.draws import poisson
from sim.behaviour.passing import again_chance, claim_chance, forgotten_on, meant_chance, one_of
from sim.behaviour.referral import accept_chance, appeal
from sim.brand.acquisition import Door, people_by
from sim.brand.bringing import Brought, come_through, door_named, together
from sim.brand.hearing import Hearing
from sim.brand.noting import noted
from sim.brand.offers import friends_of
from sim.brand.pool import Pool, Team, numbers_by_uid
from sim.ledger.book import Book
from sim.population.community import PERSON, UID
from sim.population.interface import Arrivals, Award, Call, Floats, Ints, Population, Takers
from sim.population.passing import SharedRule
from sim.population.rules import EVERYBODY, NO_COUPON, Rules
from sim.randomness import address as at
from sim.randomness.address import name_hash
from sim.randomness.philox import uniform

Counts = Counter[str]
PERIOD = 30  # days, of `shared_offers.NAME.most`
SERIES = (
    *("shares_meant", "shares_passed", "shares_again", "shares_claimed", "shares_won"),
    *("shares_rewarded", "share_cash_fen"),
)
NO_ONE = np.zeros(0, dtype=np.int64)


class Passers(NamedTuple):
    """Who passes an offer on, in order of uid: numbers, uids, and who is first if things are
    short."""

    people: Ints
    uids: Ints
    luck: Floats


class Intention(NamedTuple):
    """Somebody who means to pass it on: the day this was decided, the one it is forgotten on."""

    since: int
    until: float


class Holders(NamedTuple):
    """Who got something yesterday: numbers, uids, and what they see in it, in yuan."""

    people: Ints
    uids: Ints
    worth: Floats


class SharedOffer:
    """One offer, and what became of it so far."""

    def __init__(
        self,
        rule: SharedRule,
        rules: Rules,
        doors: list[Door],
        key: tuple[int, int],
        population: Population,
        book: Book,
    ) -> None:
        self._rule = rule
        self._pool = Pool(rule)
        self._rules = rules
        self._programme = rules.plan.referral
        self._door = door_named(doors, rule.door) if rule.door else None
        self._key = key
        self._tag = name_hash(f"won by shared offer {rule.hash}")
        self._population = population
        self._book = book
        self._intentions: dict[int, Intention] = {}  # by uid
        self._holders = Holders(NO_ONE, NO_ONE, np.zeros(0))
        self._comers: dict[int, list[tuple[int, int]]] = defaultdict(list)  # uids, since when
        self._teams: dict[int, list[Team]] = defaultdict(list)
        self._times: dict[int, tuple[int, int]] = {}  # by uid: period, how often in it
        self._stock = rule.stock

    def open(self, day: int, active: int, left: float, viewers: Ints) -> Brought:
        """Midnight; active: members who came by yesterday, left: share of the market.

        viewers: who came to a live room yesterday; rows of `Population.stirred`.
        """
        counts = Counts(dict.fromkeys(SERIES, 0))
        if not day:
            return Brought([], [], counts)
        passers = self._allowed(day, self._passers(day, counts, viewers))
        counts["shares_passed"] += len(passers.people)
        self._pay_for(day, passers)
        arrivals = self._spread(day, passers, left, counts)
        self._claim(day, passers, active, counts)
        self._reward(day, len(passers.people), counts)
        return Brought(arrivals, [], counts)

    # -- who passes it on -----------------------------------------------------------------------

    def _passers(self, day: int, counts: Counts, viewers: Ints) -> Passers:
        """Who does it at this midnight: at once, from an intention, or having got one."""
        luck = self._at_once(day, counts, viewers) | self._remembered(day)
        before = len(luck)
        luck |= {one: found for one, found in self._in_turn(day).items() if one not in luck}
        counts["shares_again"] += len(luck) - before
        rows = sorted((uid, person, turn) for uid, (person, turn) in luck.items())
        for uid, _, _ in rows:
            self._intentions.pop(uid, None)
        return Passers(
            np.array([person for _, person, _ in rows], dtype=np.int64),
            np.array([uid for uid, _, _ in rows], dtype=np.int64),
            np.array([turn for _, _, turn in rows], dtype=np.float64),
        )

    def _at_once(self, day: int, counts: Counts, viewers: Ints) -> dict[int, tuple[int, float]]:
        """Of who was given it yesterday and means to pass it on, who does; the others keep it in
        mind. By uid: number and luck."""
        rule, yesterday = self._rule, day - 1
        into = yesterday - rule.from_day
        if into < 0 or yesterday >= rule.until_day or into % rule.every_days:
            return {}
        lure = appeal(rule.own_yuan + self._pool.hope, self._programme.appeal_yuan)
        chance = meant_chance(rule.means, rule.means_gain, lure)
        if rule.watched:
            given = self._watchers(yesterday, chance, viewers)
        else:
            given = self._takers(day, at.SHARED, yesterday, chance, rule.audience, rule.ordered)
        means = self._willing(given)
        counts["shares_meant"] += len(means.people)
        self._note(day, "share_meant", means.people, means.uids, 0)
        found = {}
        for person, uid, now, lasts, luck in _rows(means):
            if uniform(now) < rule.at_once:
                found[uid] = (person, uniform(luck))
            elif rule.lasts_days or rule.remind_days:
                until = forgotten_on(uniform(lasts), day, rule.lasts_days)
                self._intentions[uid] = Intention(day, until)
        return found

    def _watchers(self, day: int, chance: float, viewers: Ints) -> Takers:
        """Who came to a live room on a day and means to pass the offer on, like `takers`."""
        code, people = at.SHARED + self._rule.hash, {}
        for uid, person in viewers[:, [UID, PERSON]].tolist():
            takes, *words = at.draw(*self._key, uid, code, day)
            if uniform(takes) < chance:
                people[uid] = (person, uid, *words)
        rows = [people[uid] for uid in sorted(people)]
        return Takers(*np.array(rows, dtype=np.int64).reshape(-1, 5).T)

    def _willing(self, given: Takers) -> Takers:
        """Of those given it, who ever passes such a thing on: always the same people."""
        rule = self._rule
        if rule.willing >= 1.0:
            return given
        luck = [
            at.draw(*self._key, uid, at.WILLING + rule.hash, 0)[0] for uid in given.uids.tolist()
        ]
        ever = np.array([uniform(word) < rule.willing for word in luck], dtype=np.bool_)
        return Takers(*(column[ever] for column in given))

    def _remembered(self, day: int) -> dict[int, tuple[int, float]]:
        """Who came by yesterday and still meant to, or was reminded then."""
        rule, noon = self._rule, day - 0.5
        if not rule.remind_days:
            self._intentions = {
                uid: one for uid, one in self._intentions.items() if one.until > noon
            }
        if not self._intentions:
            return {}
        came = self._takers(day, at.SHARED, day - 1, 1.0, EVERYBODY, ordered=False)
        found = {}
        for person, uid, _, _, luck in _rows(came):
            one = self._intentions.get(uid)
            if one is None or one.since == day:
                continue
            if one.until > noon or self._reminded(day, uid, one):
                found[uid] = (person, uniform(luck))
        return found

    def _reminded(self, day: int, uid: int, one: Intention) -> bool:
        """At the first visit so many days later the member is reminded, and does it or not."""
        rule = self._rule
        if not rule.remind_days or day - 1 < one.since + rule.remind_days:
            return False
        del self._intentions[uid]
        word = at.draw(*self._key, uid, at.REMINDED + rule.hash, one.since)[0]
        return uniform(word) < rule.reminded

    def _in_turn(self, day: int) -> dict[int, tuple[int, float]]:
        """Who got one yesterday and passes it on."""
        rule, found = self._rule, {}
        if not rule.again or day > rule.until_day:
            return {}
        columns = (column.tolist() for column in self._holders)
        for person, uid, worth in zip(*columns, strict=True):
            does, luck, _, _ = at.draw(*self._key, uid, at.PASSED_AGAIN + rule.hash, day)
            if uniform(does) < again_chance(rule.again, rule.parts, worth, rule.mean_worth):
                found[uid] = (person, uniform(luck))
        return found

    def _allowed(self, day: int, passers: Passers) -> Passers:
        """Who may: within the times a member has, and as far as there are things to pass on."""
        rule = self._rule
        may = np.ones(len(passers.people), dtype=np.bool_)
        if rule.most:
            period = (day - rule.from_day) // PERIOD
            for place, uid in enumerate(passers.uids.tolist()):
                last, times = self._times.get(uid, (period, 0))
                may[place] = last != period or times < rule.most
        if rule.stock:
            if rule.stock_days and (day - 1 - rule.from_day) % rule.stock_days == 0:
                self._stock = rule.stock
            order = np.lexsort((passers.uids, passers.luck))
            may[order[np.cumsum(may[order]) > self._stock]] = False
            self._stock -= int(may.sum())
        chosen = Passers(passers.people[may], passers.uids[may], passers.luck[may])
        if rule.most:
            for uid in chosen.uids.tolist():
                last, times = self._times.get(uid, (period, 0))
                self._times[uid] = (period, times + 1 if last == period else 1)
        return chosen

    def _pay_for(self, day: int, passers: Passers) -> None:
        cost = self._rule.cost_fen
        self._note(day, "share_passed", passers.people, passers.uids, cost)
        self._book.post(day, "shared_offers", "cash", cost * len(passers.people))

    # -- to whom ----------------------------------------------------------------------------------

    def _spread(self, day: int, passers: Passers, left: float, counts: Counts) -> list[Arrivals]:
        """Friends are asked; who joins gets a part the midnight after."""
        rule = self._rule
        lure = appeal(rule.mean_worth + self._pool.hope, self._programme.appeal_yuan)
        friendless = not rule.to_friends or not len(passers.people)
        if not rule.own_needs:
            pairs = zip(passers.people.tolist(), passers.uids.tolist(), strict=True)
            self._teams[day] += [Team(person, uid, (), day) for person, uid in pairs]
        if friendless:
            return []
        if self._door is not None:
            p = self._programme
            plain = accept_chance(p.accept, p.accept_gain, lure, 1.0)
            mean = plain * len(passers.people) * rule.to_friends
            mean *= come_through(self._rules, self._door, day, left)
            joins = poisson(*self._key, 0, at.SHARED + rule.hash, day, mean)
            come = people_by(self._door, self._tag, day, joins)
            self._comers[day + 1] += [(uid, day - 1) for uid in come.uids.tolist()]
            counts["shares_won"] += joins
            return [come]
        asked = np.full(len(passers.people), rule.to_friends, dtype=np.int64)
        invited = self._population.invite(day, passers.people, asked, lure)
        counts["shares_won"] += len(invited.uids)
        for time, uid in zip(invited.times.tolist(), invited.uids.tolist(), strict=True):
            self._comers[time // DAY + 1].append((uid, day))
        if rule.own_needs:
            self._gather(day, passers, friends_of(invited))
        return []

    def _gather(self, day: int, passers: Passers, came: dict[int, list[tuple[int, int]]]) -> None:
        """Whose friends will be complete in time, and when."""
        needs, deadline = self._rule.own_needs, day + self._rule.window_days
        for person, uid in zip(passers.people.tolist(), passers.uids.tolist(), strict=True):
            friends = came[person][:needs]
            if len(friends) == needs and friends[-1][0] // DAY < deadline:
                team = Team(person, uid, tuple(one for _, one in friends), day)
                self._teams[friends[-1][0] // DAY + 1].append(team)

    # -- who gets what ----------------------------------------------------------------------------

    def _claim(self, day: int, passers: Passers, active: int, counts: Counts) -> None:
        """Members who came by yesterday, and friends who joined, get a part each."""
        rule = self._rule
        lots = self._claimers(day, passers, active) | self._newcomers(day)
        rows = sorted((uid, person, word) for uid, (person, word) in lots.items())
        many = max(1, len(rule.kinds))
        drawn = np.array([one_of(uniform(word), many) for _, _, word in rows], dtype=np.int64)
        people = np.array([person for _, person, _ in rows], dtype=np.int64)
        uids = np.array([uid for uid, _, _ in rows], dtype=np.int64)
        worth = np.array(rule.worth or (0.0,))[drawn]
        self._holders = Holders(people, uids, worth)
        kinds = np.array(rule.kinds or (NO_COUPON,), dtype=np.int64)[drawn]
        for kind in sorted(set(kinds.tolist())):
            award = Award("share_claimed", kind, 0, rule.hash)
            self._population.award(day, np.sort(people[kinds == kind]), award)
        counts["shares_claimed"] += len(people)

    def _claimers(self, day: int, passers: Passers, active: int) -> dict[int, tuple[int, int]]:
        """Members who claim a part; by uid: number, and the word that says which kind."""
        rule = self._rule
        parts = rule.to_members * len(passers.people)
        if not parts:
            return {}
        chance = claim_chance(parts, active)
        came = self._takers(day, at.CLAIMED, day, chance, EVERYBODY, ordered=False)
        own = set(passers.uids.tolist())
        rows = [row for row in _rows(came) if row[1] not in own]
        rows.sort(key=lambda row: (uniform(row[3]), row[1]))
        return {uid: (person, word) for person, uid, word, _, _ in rows[:parts]}

    def _newcomers(self, day: int) -> dict[int, tuple[int, int]]:
        """Friends who joined yesterday, like `_claimers`."""
        comers = self._comers.pop(day, [])
        if not comers:
            return {}
        uids = np.array([uid for uid, _ in comers], dtype=np.int64)
        people = self._population.numbers(uids, min(since for _, since in comers))
        found = {}
        for uid, person in zip(uids.tolist(), people.tolist(), strict=True):
            word = at.draw(*self._key, uid, at.CLAIMED + self._rule.hash, day)[1]
            found[uid] = (person, word)
        return found

    def _reward(self, day: int, passed: int, counts: Counts) -> None:
        """Who passed it on gets theirs, and the day's pool is shared out."""
        rule, teams = self._rule, self._teams.pop(day, [])
        starters = {team.uid: team.starter for team in teams}
        if rule.own or rule.pool_fen:
            counts["shares_rewarded"] += len(starters)
        if rule.own and starters:
            people = np.array(sorted(starters.values()), dtype=np.int64)
            award = Award("share_rewarded", rule.own, 0, rule.hash)
            self._population.award(day, people, award)
        if rule.pool_fen:
            counts["share_cash_fen"] += self._share_out(day, teams, passed)

    def _share_out(self, day: int, teams: list[Team], passed: int) -> int:
        """Equal parts of the day's pool; returns what was paid, in fen.

        Friends get what starters get: who joins a team is paid as well as who brought them.
        """
        pool = self._pool
        earlier = pool.any_in(day)
        friends = sorted({uid for team in teams for uid in team.friends})
        if teams:
            since = min(team.since for team in teams)
            people = self._population.numbers(np.array(friends, dtype=np.int64), since)
            pool.complete(day, teams, numbers_by_uid(friends, people))
        came = None
        if earlier:
            came = self._takers(day, at.SHARED, day - 1, 1.0, EVERYBODY, ordered=False)
        shares = pool.share_out({*friends, *(team.uid for team in teams)}, came, passed)
        uids, numbers = (np.array(one, dtype=np.int64) for one in (shares.uids, shares.people))
        self._note(day, "share_rewarded", numbers, uids, shares.each)
        paid = shares.each * len(uids)
        self._book.post(day, "shared_offers", "cash", paid)
        return paid

    # -- helpers ----------------------------------------------------------------------------------

    def _takers(
        self, day: int, code: int, ordinal: int, chance: float, audience: int, ordered: bool
    ) -> Takers:
        call = Call(code + self._rule.hash, ordinal, day - 1, audience, chance, False, ordered)
        return self._population.takers(day, call)

    def _note(self, day: int, event: str, people: Ints, uids: Ints, fen: int) -> None:
        if len(people):
            self._population.feel(day, noted(day, event, people, uids, fen, self._rule.hash))


def _rows(takers: Takers) -> list[tuple[int, int, int, int, int]]:
    """Number, uid and three words of each."""
    return list(zip(*(column.tolist() for column in takers), strict=True))


class SharedOffers:
    """Every offer that is passed on, in order of the names."""

    def __init__(
        self,
        rules: Rules,
        doors: list[Door],
        key: tuple[int, int],
        population: Population,
        book: Book,
        hearing: Hearing,
    ) -> None:
        self._hearing = hearing
        self._market = rules.plan.shoppers.market
        self._population = population
        self._all = [
            SharedOffer(rule, rules, doors, key, population, book) for rule in rules.passing.shared
        ]

    def open(self, day: int, active: int) -> Brought:
        """What happens at the midnight of `day`; active: members who came by the day before."""
        left = market_left(self._population.admitted(), self._market) if self._all else 1.0
        viewers = self._hearing.of_viewers()
        return together(offer.open(day, active, left, viewers) for offer in self._all)
