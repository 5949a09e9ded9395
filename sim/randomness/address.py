"""Who draws what: uids that say where a shopper came from, and one code per mechanism.

key = (study seed, replication); counter = (uid low, uid high, mechanism, ordinal). The mechanism
word is `code << 24`, plus a 24-bit hash of a name where one mechanism serves many policies, so
that adding, removing or reordering policies never moves another policy's luck.
"""

from __future__ import annotations

from zlib import crc32

from sim.randomness.philox import WORD, block
from sim.science import science

CLOCK = 1 << 24  # ordinal: order index; exponential, dropout and return of that order
VALUE = 2 << 24  # ordinal: order index and attempt
RATE = 3 << 24
DROPOUT_A = 4 << 24
DROPOUT_B = 5 << 24
SPEND = 6 << 24
DEAL_A = 7 << 24
DEAL_B = 8 << 24
AFFINITY_A = 9 << 24
AFFINITY_B = 10 << 24
TOLERANCE = 11 << 24
FRIENDS = 12 << 24
HOUR = 13 << 24
VISIT_RATE = 14 << 24
VISIT = 15 << 24  # ordinal: visit index
BIRTH = 16 << 24  # segment, likeness, buying on joining, officer
ARRIVE = 17 << 24  # ordinal: ordinal of the arrival; time of day
ENROL = 18 << 24  # plus channel hash
CAMPAIGN = 19 << 24  # plus campaign hash; ordinal: day and send of the day
STEP = 20 << 24  # plus journey hash; ordinal: trigger and step
START = 21 << 24  # plus journey hash; ordinal: trigger
QUIT = 22 << 24  # plus channel hash
SHARE = 23 << 24  # plus kind of occasion; ordinal: occasion
FRIEND = 24 << 24  # ordinal: how many friends were asked before
REVIEW = 25 << 24  # ordinal: order index
ARRIVALS = 26 << 24  # brand level: number of joins of a day
GUIDE = 27 << 24  # which guide's book
ASK = 28 << 24  # ordinal: visit index; asking the service desk, the moment, anger if unanswered
ANSWER = 29 << 24  # ordinal: visit index; how long the answer takes
ARM = 40 << 24  # plus hash of the test; which arm somebody is in
AT_ONCE = 41 << 24  # ordinal: visit index; whether a tool answers the question
STAFF = 50 << 24  # uid: customer book; ordinal: which guide of it; talent, willingness, stay
HANDOVER = 51 << 24  # plus channel hash; ordinal: hand-over of the book; a friend is lost
RECONSIDER = 30 << 24  # plus campaign or journey hash; ordinal: as of that touch
SIGN_IN = 60 << 24  # ordinal: visit index; signing in, a reward for points, speaking
POINTS_OFF = 61 << 24  # ordinal: order index; paying with points
TOP_UP = 62 << 24  # ordinal: order index; paying in ahead
BIRTHDAY = 70 << 24  # which day of the year
GROUP_ENTRY = 80 << 24  # plus hash of the groups' name; accepting an invitation to a group
PLACE = 90 << 24  # ordinal: order index; where it is wanted, where else, collected, a second basket
SHELF = 91 << 24  # ordinal: day; store open, goods there, goods elsewhere, whether one waits
STORE = 92 << 24  # the store near: its size, its region
MISS = 93 << 24  # plus attempt; ordinal: second of a lost want; the next want, staying a buyer
FOOTFALL = 94 << 24  # brand level, plus hash of the door; ordinal: day; buyers who are not won
PUBLIC = 130 << 24  # brand level: public viewers of a day's live sessions, and who of them joins
ALLIED = 131 << 24  # brand level, plus alliance hash; uid 0: strangers who join, 1: own members
PROMOTED = 132 << 24  # brand level, plus hash of the promoters; who joins of those asked on a day
TAG = 110 << 24  # plus hash of the tag; ordinal: reading; covered (reading 0), carries it
IDENTITY = 111 << 24  # whether orders are known to be of this member
CARRIAGE = 160 << 24  # ordinal: day; whether the fee and the promised time put somebody off
DELIVERY = 161 << 24  # ordinal: order index; courier's time, time on the way, anger if late
FEELING = 162 << 24  # ordinal: second of an experience; being lost by it, recommending after it
SURVEY = 163 << 24  # ordinal: day; being asked, answering, the error of the answer
COMPLAINT = 165 << 24  # ordinal: second of what went wrong; complaining, solved, how long, anger
FIRST_LINE = 166 << 24  # ordinal: visit index; the machine takes the question, and solves it
OCCASION = 164 << 24  # plus hash of the occasion; ordinal: day; coming to it
GROUP = 100 << 24  # plus hash of the group buy; ordinal: day; starting one, friends asked
RAFFLE = 101 << 24  # plus hash of the raffle; ordinal: first day of the round; entering, the lot
TASTE = 140 << 24  # plus hash of the category; liking it
WARES = 141 << 24  # plus hash of the category; ordinal: order index; when it would be taken
RECOMMEND = 143 << 24  # plus campaign or journey hash; ordinal: as of that touch
ALONG = 142 << 24  # plus hash of the pair; ordinal: order index; taking goods along
CART = 150 << 24  # ordinal: visit index; putting something into the cart
CARD = 151 << 24  # ordinal: day; being asked to buy the paid card, buying it
RENEWAL = 152 << 24  # ordinal: day; renewing the card, pausing, asking for the fee
CHECK_IN = 153 << 24  # ordinal: day; checking in for a voucher
DRAW = 154 << 24  # ordinal: day of an order; taking the draw after it, winning
HOME = 185 << 24  # where somebody lives: area, place in it
SITE = 186 << 24  # ordinal: day; whether a store is too far, which one, walking in, fetching
GATHERING = 187 << 24  # plus its hash; ordinal: day; coming, distance, the lot, a friend
STOCK = 188 << 24  # ordinal: order index; being lost by waiting for goods
MIDNIGHT = 189 << 24  # plus hash of what is asked of some at a midnight; ordinal: day
MOVE = 175 << 24  # ordinal: order index; wanted at home, at a guide's word, where a coupon counts
REGISTER = 176 << 24  # ordinal: day; opening an account, and another where one is sent on to
PARTNER = 177 << 24  # uid: customer book; whose store it is, what it asks for to take part
ENTRY = 178 << 24  # plus hash of the entry; ordinal: day; adding one's guide on a page
NEED = 179 << 24  # which of the needs a member has
SHARED = 170 << 24  # plus hash of the offer; ordinal: day; meaning to pass it on, at once, how long
REMINDED = 171 << 24  # plus hash of the offer; ordinal: day of the intention; meaning it again
CLAIMED = 172 << 24  # plus hash of the offer; ordinal: day; claiming a part, which kind
PASSED_AGAIN = 173 << 24  # plus hash of the offer; ordinal: day; passing on what one got
ATTRACTED = 174 << 24  # plus hash of the attraction; ordinal: day; taking part; uid 0: newcomers
LEAD = 180 << 24  # ordinal 0: meaning to buy, a deposit, a group, whose it is; 1: its patience
LEAD_STEP = 181 << 24  # ordinal: twice the step; what is decided at it; next: how long it takes
BORN = 182 << 24  # month from which age counts, whether the brand knows it, what it guesses
LOOK = 183 << 24  # plus hash of what is shown; ordinal: day; looking at its category
LAUNCH = 184 << 24  # brand level, plus hash; ordinal 0: a hit or not; then what each trier says
WILLING = 190 << 24  # plus hash of an offer; ordinal 0; whether one ever passes such a thing on
FAVOURITE = 191 << 24  # ordinal: site, luck with it; 1 << 20: rivals, looks; 1 << 21: plus day

_PEOPLE = 0x73697975  # key of the uid hash; not a seed: the same people in every study


def name_hash(name: str) -> int:
    """A 24-bit hash of a policy's or channel's name."""
    return crc32(name.encode()) & 0xFFFFFF


@science
def draw(
    seed: int, replication: int, uid: int, mechanism: int, ordinal: int
) -> tuple[int, int, int, int]:
    """The four words of one decision of one shopper."""
    return block(
        seed & WORD,
        replication & WORD,
        uid & WORD,
        (uid >> 32) & WORD,
        mechanism & WORD,
        ordinal & WORD,
    )


@science
def uid_of_arrival(channel: int, day: int, ordinal: int) -> int:
    """The uid of the `ordinal`-th arrival of a day by a channel (its name hash); 63 bits."""
    high, low, _, _ = block(_PEOPLE, channel, day & WORD, ordinal, 0, 1)
    return ((high & 0x7FFFFFFF) << 32) | low


@science
def uid_of_friend(parent: int, ordinal: int) -> int:
    """The uid of the `ordinal`-th friend a shopper asks; 63 bits."""
    high, low, _, _ = block(_PEOPLE, 0, parent & WORD, parent >> 32, ordinal, 2)
    return ((high & 0x7FFFFFFF) << 32) | low
