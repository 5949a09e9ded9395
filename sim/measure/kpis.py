"""The KPIs of `sim.measure.definitions`, computed from counts and the ledger."""

from __future__ import annotations

from sim.ledger.accounts import ACCOUNTS, INDEX
from sim.measure.result import Ints, Quotient, ReadOut
from sim.measure.tally import ROW
from sim.population.interface import Finals
from sim.population.loyalty import TIERS
from sim.population.rules import Rules

PROGRAMME: tuple[str, ...] = tuple(
    a.key
    for a in ACCOUNTS
    if a.group in {"coupons", "loyalty", "referral", "touch", "guides", "fixed"}
)
SELLING: tuple[str, ...] = tuple(a.key for a in ACCOUNTS if a.group == "selling")
REFERRAL: tuple[str, ...] = tuple(a.key for a in ACCOUNTS if a.group == "referral")
ACQUISITION: tuple[str, ...] = tuple(a.key for a in ACCOUNTS if a.group == "acquisition")
_DISCOUNTS: tuple[str, ...] = (
    "coupon_redeemed_fen",
    "reward_coupon_redeemed_fen",
    "member_coupon_redeemed_fen",
    "points_off_fen",
)
_BALANCE: tuple[str, ...] = tuple(a.key for a in ACCOUNTS if a.group == "balance")


class Figures:
    """One run's raw figures, by name; amounts leave in yuan."""

    def __init__(
        self,
        rules: Rules,
        daily: Ints,
        ledger: Ints,
        finals: Finals,
        tests: tuple[ReadOut, ...] = (),
    ) -> None:
        self.rules = rules
        self.daily = daily
        self.ledger = ledger
        self.finals = finals
        self.tests = tests

    def total(self, series: str) -> int:
        """Sum of a flow over the run."""
        return int(self.daily[:, ROW[series]].sum())

    def last(self, series: str) -> int:
        """A stock on the last day."""
        return int(self.daily[-1, ROW[series]])

    def cost_fen(self, accounts: tuple[str, ...]) -> int:
        """Debit less credit of some accounts over the run."""
        return int(self.ledger[:, [INDEX[key] for key in accounts]].sum())

    def monthly_contribution_fen(self) -> Ints:
        """Contribution by calendar month: all income less all expense."""
        monthly: Ints = self.ledger[:, [INDEX[key] for key in _BALANCE]].sum(axis=1)
        return monthly


def compute(f: Figures) -> dict[str, Quotient]:
    """All KPIs of a run, each as the two totals it is the quotient of; a plain total is over 1."""
    return {
        **_growth(f),
        **_retention(f),
        **_value(f),
        **_loyalty(f),
        **_selling(f),
        **_sites(f),
        **_stock(f),
        **_delivery(f),
        **_satisfaction(f),
        **_load(f),
        **_communities(f),
        **_desk(f),
        **_leads(f),
        **_steering(f),
        **_reach(f),
        **_known(f),
        **_offers(f),
        **_goods(f),
    }


def _growth(f: Figures) -> dict[str, Quotient]:
    joined, referred = f.total("joined"), f.total("joined_referral")
    return {
        "members": Quotient(f.last("members")),
        "joined": Quotient(joined),
        "referral_share": Quotient(referred, joined),
        "k_factor": Quotient(referred, f.finals.inviters),
    }


def _retention(f: Figures) -> dict[str, Quotient]:
    ends = f.finals
    everyone = f.rules.plan.shoppers.initial + f.total("joined")
    recent = f.last("buyers_0_30") + f.last("buyers_30_60") + f.last("buyers_60_90")
    return {
        "active_30": Quotient(f.last("active_30")),
        "active_buyers_90": Quotient(recent),
        "dormant_share": Quotient(f.last("buyers_90"), f.last("buyers")),
        "repurchase_rate": Quotient(ends.run_buyers_again, ends.run_buyers),
        "newcomer_retention_90": Quotient(ends.newcomers_90_kept, ends.newcomers_90),
        "newcomer_activation": Quotient(ends.newcomers_30_bought, ends.newcomers_30),
        "won_back": Quotient(f.total("won_back")),
        "muted_share": Quotient(ends.ever_muted, everyone),
        "opted_out_share": Quotient(ends.ever_opted_out, everyone),
    }


def _value(f: Figures) -> dict[str, Quotient]:
    joined = f.total("joined")
    initial = f.rules.plan.shoppers.initial
    programme, acquisition = f.cost_fen(PROGRAMME), f.cost_fen(ACQUISITION)
    discounts = sum(f.total(series) for series in _DISCOUNTS)
    contribution = int(f.monthly_contribution_fen().sum())
    cac = Quotient(f.cost_fen(_winning(f.rules)) / 100, joined)
    margin = f.total("newcomer_margin_fen") / 100
    kept = f.finals.newcomers_90_kept
    return {
        "orders": Quotient(f.total("orders")),
        "orders_per_initial": Quotient(f.finals.initial_orders, initial),
        "net_sales": Quotient((f.total("list_fen") - discounts - f.total("refund_fen")) / 100),
        "programme_cost": Quotient(programme / 100),
        "acquisition_cost": Quotient(acquisition / 100),
        "contribution": Quotient(contribution / 100),
        "contribution_per_member": Quotient(contribution / 100, initial + joined),
        "cac": cac,
        "ltv": Quotient(margin, joined),
        "ltv_to_cac": Quotient(margin, cac.numerator),  # the newcomers cancel out
        "payback_months": Quotient(payback_months(f.finals, cac.value)),
        "cost_per_retained": Quotient((programme + acquisition) / 100, kept),
        "coupon_outstanding": Quotient(f.last("coupon_outstanding_fen") / 100),
        "coupons_used_share": Quotient(
            f.total("coupons_redeemed"), f.total("coupons_redeemed") + f.total("coupons_expired")
        ),
    }


def _loyalty(f: Figures) -> dict[str, Quotient]:
    granted, expired = f.total("points_granted_fen"), f.total("points_expired_fen")
    redeemed = f.total("points_spent_fen") + f.total("points_off_fen")
    left = f.last("points_outstanding_fen")
    return {
        "points_granted": Quotient(granted / 100),
        "points_redeemed_share": Quotient(redeemed, granted),
        "points_outstanding": Quotient(left / 100),
        "points_expected": Quotient(left / 100 * redeemed, redeemed + expired),
        "tier_holders": Quotient(sum(f.last(f"tier_{tier}") for tier in range(1, TIERS + 1))),
        "stored_outstanding": Quotient(f.last("stored_outstanding_fen") / 100),
        "stored_lost": Quotient(f.last("stored_lost_fen") / 100),
    }


def _selling(f: Figures) -> dict[str, Quotient]:
    """Where orders were made, what was lost on the way, who was won in the stores."""
    saved = f.total("saved_missing") + f.total("saved_closed") + f.total("saved_far")
    lost = f.total("lost_missing") + f.total("lost_closed") + f.total("lost_far")
    placed = f.total("orders") if f.rules.selling.active else 0
    return {
        "online_share": Quotient(f.total("online_orders"), placed),
        "lost_missing": Quotient(f.total("lost_missing")),
        "lost_closed": Quotient(f.total("lost_closed")),
        "lost_put_off": Quotient(f.total("lost_put_off")),
        "lost_far": Quotient(f.total("lost_far")),
        "lost_unregistered": Quotient(f.total("lost_unregistered")),
        "unseen_share": Quotient(f.total("unlinked_orders"), placed),
        "pushed_orders": Quotient(f.total("pushed_orders")),
        "guide_baskets": Quotient(f.total("guide_baskets")),
        "store_credit": Quotient(f.total("credited_fen") / 100),
        "lost_sales": Quotient(f.total("lost_fen") / 100),
        "saved_orders": Quotient(saved),
        "saved_share": Quotient(saved, saved + lost),
        "second_sales": Quotient(f.total("second_basket_fen") / 100),
        "selling_cost": Quotient(f.cost_fen(SELLING) / 100),
        "walk_ins": Quotient(f.total("walk_ins")),
        "capture_share": Quotient(f.total("walk_ins_won"), f.total("walk_ins")),
        "mall_orders": Quotient(f.total("mall_orders")),
        "mall_conversion": Quotient(
            f.total("mall_orders"), f.total("visits") if f.rules.selling.mall_days else 0
        ),
    }


def _sites(f: Figures) -> dict[str, Quotient]:
    """Single stores: the one in focus, what they cost, who came together in them."""
    guests = f.total("gathering_guests")
    return {
        "site_orders": Quotient(f.total("site_orders")),
        "focus_site_sales": Quotient(f.total("focus_site_fen") / 100),
        "focus_site_share": Quotient(f.total("focus_site_orders"), f.total("site_orders")),
        "favourite_share": Quotient(
            f.total("favourite_orders"), f.total("site_orders") if f.rules.sites.habits else 0
        ),
        "site_cost": Quotient(f.cost_fen(("store_sites",)) / 100),
        "store_visits": Quotient(f.total("store_visits")),
        "gathering_guests": Quotient(guests),
        "gathering_turned_away": Quotient(
            f.total("gathering_wished") - guests, f.total("gathering_wished")
        ),
        "gathering_friends": Quotient(f.total("gathering_friends"), guests),
        "gathering_cost": Quotient(f.cost_fen(("gatherings",)) / 100),
    }


def _stock(f: Figures) -> dict[str, Quotient]:
    """Stock as a quantity: what spoils, what is bought in, how often it turns over."""
    there, days = f.total("stock_fen") / 100, f.rules.plan.horizon_days
    spoiled = f.total("stock_spoiled_fen")
    goods = f.cost_fen(("cost_of_goods",)) if f.rules.plan.stock.daily else 0
    return {
        "stock_held": Quotient(there / days),
        "stock_turns": Quotient(goods / 100 * 365, there),
        "spoiled_share": Quotient(spoiled, spoiled + goods),
        "clearance_sales": Quotient(f.total("clearance_fen") / 100),
        "stock_late": Quotient(f.total("stock_late")),
        "stock_cost": Quotient(
            f.cost_fen(("stock_spoiled", "stock_holding", "stock_premium")) / 100
        ),
    }


def _delivery(f: Figures) -> dict[str, Quotient]:
    """Orders brought home: how long it took, what was late, what it cost beyond the fees."""
    delivered = f.total("delivered")
    costs = ("delivery_fees", "delivery_costs", "courier_wages", "compensation")
    return {
        "delivered": Quotient(delivered),
        "late_share": Quotient(f.total("delivered_late"), delivered),
        "delivery_hours": Quotient(f.total("delivery_ms") / 3_600_000, delivered),
        "delivery_fees": Quotient(f.total("delivery_fee_fen") / 100),
        "delivery_cost": Quotient(f.cost_fen(costs) / 100),
        "compensated": Quotient(f.total("compensations")),
    }


def _satisfaction(f: Figures) -> dict[str, Quotient]:
    """How satisfied members are, what a survey says of it, and what follows."""
    cared = f.total("cared_rightly")
    return {
        "satisfaction": Quotient(f.last("satisfaction_bp") / 10_000, f.last("satisfaction_people")),
        "nps_true": Quotient(f.total("survey_true_net"), f.total("survey_known")),
        "nps": Quotient(f.total("survey_net"), f.total("survey_answers")),
        "survey_answered": Quotient(f.total("survey_answers"), f.total("survey_asked")),
        "recommended": Quotient(f.total("recommended")),
        "word_of_mouth": Quotient(f.total("word_of_mouth")),
        "cared": Quotient(f.total("cared")),
        "care_precision": Quotient(cared, f.total("cared")),
        "care_recall": Quotient(cared, f.total("care_needed")),
        "guests": Quotient(f.total("guests")),
        "signals": Quotient(f.total("signals")),
        "signal_share": Quotient(f.total("signals"), f.total("watched")),
    }


def _load(f: Figures) -> dict[str, Quotient]:
    hours = f.total("guide_seconds") / 3600
    delivered = f.total("touches_delivered")
    return {
        "touches": Quotient(delivered),
        "touches_per_member_week": Quotient(delivered, f.total("enrolled") / 7),
        "open_rate": Quotient(f.total("touches_opened"), delivered),
        "blocked": Quotient(f.total("touches_blocked")),
        "forbidden": Quotient(f.total("touches_forbidden")),
        "forbidden_fees": Quotient(f.total("forbidden_fen") / 100),
        "tasks_expired": Quotient(f.total("tasks_expired")),
        "guide_hours": Quotient(hours),
        "guide_utilisation": Quotient(hours, f.total("guide_time_seconds") / 3600),
        **_guides(f),
    }


def _guides(f: Figures) -> dict[str, Quotient]:
    done = f.total("tasks_done")
    costs = ("guide_bonus", "guide_training", "guide_hiring", "office_wages")
    return {
        "execution_rate": Quotient(done, done + f.total("tasks_skipped")),
        "friends_added": Quotient(f.total("friends_added")),
        "friends_lost": Quotient(f.total("friends_lost")),
        "guides_left": Quotient(f.total("guides_left")),
        "guide_staff_cost": Quotient(f.cost_fen(costs) / 100),
        "office_utilisation": Quotient(f.total("office_seconds"), f.total("office_time_seconds")),
    }


def _communities(f: Figures) -> dict[str, Quotient]:
    """Community groups as objects: a member-day is a member of a group on a day."""
    members, active = f.total("group_members"), f.total("group_active")
    costs = ("red_packets", "check_in_rewards", "key_member_samples", "community_labour")
    return {
        "groups": Quotient(f.last("groups_open")),
        "group_members": Quotient(f.last("group_members")),
        "group_activity": Quotient(active, members),
        "group_muted_share": Quotient(f.total("group_muted"), members),
        "groups_silent_share": Quotient(f.total("groups_silent"), f.total("groups_open")),
        "cost_per_active_member": Quotient(f.cost_fen(costs) / 100, active / 30),
    }


def _desk(f: Figures) -> dict[str, Quotient]:
    answered, given_up = f.total("answered"), f.total("given_up")
    resolved = f.total("complaints_resolved")
    return {
        "enquiries": Quotient(f.total("enquiries")),
        "answer_wait": Quotient(f.total("wait_ms") / 60_000, answered),
        "answered_in_target": Quotient(f.total("answered_in_target"), answered + given_up),
        "given_up_share": Quotient(given_up, answered + given_up),
        "machine_share": Quotient(f.total("machine_taken"), answered + given_up),
        "machine_solved": Quotient(f.total("machine_solved"), f.total("machine_taken")),
        "complaints": Quotient(f.total("complaints")),
        "complaints_of_lateness": Quotient(
            f.total("complaints_of_lateness"), f.total("complaints")
        ),
        "complaint_wait": Quotient(
            f.total("complaint_wait_ms") / 60_000, f.total("complaints_answered")
        ),
        "complaints_resolved": Quotient(resolved, resolved + f.total("complaints_failed")),
        "consulted_bought": Quotient(f.total("consulted_bought"), f.total("consulted")),
        "feedback_heard": Quotient(f.total("feedback_heard")),
        "feedback_mended": Quotient(f.total("feedback_mended")),
        "feedback_rightly": Quotient(f.total("feedback_rightly"), f.total("feedback_mended")),
        "desk_cost": Quotient(
            f.cost_fen(("desk_wages", "desk_machine", "complaint_payments")) / 100
        ),
    }


def _leads(f: Figures) -> dict[str, Quotient]:
    """The way from a lead to a deal, and where leads are lost."""
    leads, reached, deals = f.total("leads"), f.total("leads_reached"), f.total("deals")
    cost = f.cost_fen((*ACQUISITION, "lead_wages", "lead_service")) / 100
    owed = ("deposits_held",)
    return {
        "leads": Quotient(leads),
        "lead_wait": Quotient(f.total("lead_wait_ms") / 3_600_000, f.total("leads_called")),
        "leads_reached": Quotient(reached, leads),
        "lead_visits": Quotient(f.total("lead_visits"), leads),
        "lead_deposits": Quotient(f.total("deposits"), leads),
        "deals": Quotient(deals),
        "lead_deals": Quotient(deals, leads),
        "deal_months": Quotient(f.total("deal_days") / 30, deals),
        "lost_cold": Quotient(f.total("leads_cold"), leads),
        "lost_elsewhere": Quotient(f.total("leads_elsewhere"), leads),
        "lost_between": Quotient(f.total("leads_between"), leads),
        "lost_given_up": Quotient(f.total("leads_given_up"), leads),
        "lost_refused": Quotient(f.total("leads_refused"), leads),
        "cost_per_deal": Quotient(cost if leads else 0.0, deals),
        "lead_utilisation": Quotient(f.total("lead_seconds"), f.total("lead_time_seconds")),
        "deposits_held": Quotient(-f.cost_fen(owed) / 100),
    }


def _steering(f: Figures) -> dict[str, Quotient]:
    """What the brand saw and decided: money held back, alarms, the churn warning, tests."""
    tests, listed = f.tests, f.total("listed")
    return {
        "media_unspent": Quotient(f.total("media_unspent_fen") / 100),
        "reserve_used": Quotient(f.total("reserve_fen") / 100),
        "alarms": Quotient(f.total("alarms")),
        "alarm_precision": Quotient(f.total("alarms_founded"), f.total("alarms")),
        "warning_precision": Quotient(f.total("listed_lost"), listed),
        "warning_recall": Quotient(f.total("listed_lost"), f.total("truly_lost")),
        "warned_share": Quotient(listed, f.total("looked_at")),
        "test_people": Quotient(sum(one.people for one in tests), len(tests)),
        "test_difference": Quotient(sum(one.difference for one in tests), len(tests)),
        "test_detected": Quotient(sum(one.detected for one in tests), len(tests)),
        "test_detectable": Quotient(sum(one.detectable for one in tests), len(tests)),
    }


def _reach(f: Figures) -> dict[str, Quotient]:
    """Live rooms, alliances, promoters, content that wears."""
    viewers, orders = f.total("live_viewers"), f.total("live_orders")
    allied, members = f.total("allied"), f.total("allied_members")
    promoted = f.total("promoted")
    alliances = f.cost_fen(("alliance_benefits", "alliance_fees")) / 100
    promotion = f.cost_fen(("promoter_commission", "promoter_support")) / 100
    return {
        "live_viewers": Quotient(viewers),
        "live_conversion": Quotient(orders, viewers),
        "live_sales": Quotient(f.total("live_fen") / 100),
        "live_returned": Quotient(f.total("live_refunds"), orders),
        "live_public": Quotient(f.total("live_public")),
        "allied": Quotient(allied),
        "allied_windfall": Quotient(members, allied + members),
        "allied_cost": Quotient(alliances, allied),
        "promoted": Quotient(promoted),
        "promoted_cost": Quotient(promotion, promoted),
        "keenness": Quotient(f.total("keenness_bp") / 10000, f.total("promoter_days")),
        "novelty": Quotient(f.total("novelty_bp") / 10000, f.total("airings")),
        "renewals": Quotient(f.total("renewals")),
    }


def _known(f: Figures) -> dict[str, Quotient]:
    """How right the brand's tags are, and what knowing costs."""
    right = f.total("tags_right")
    return {
        "tag_precision": Quotient(right, f.total("tags_given")),
        "tag_recall": Quotient(right, f.total("tags_true")),
        "tagged_share": Quotient(f.total("tags_given"), f.total("tags_looked_at")),
        "data_cost": Quotient(f.cost_fen(("tags",)) / 100),
    }


def _offers(f: Figures) -> dict[str, Quotient]:
    formed, failed = f.total("groups_formed"), f.total("groups_failed")
    return {
        "sold_out": Quotient(f.total("coupons_sold_out")),
        "check_ins": Quotient(f.total("check_ins")),
        "draws_won": Quotient(f.total("draws_won"), f.total("draws")),
        "paid_members": Quotient(f.last("paid_members")),
        "cards_sold": Quotient(f.total("cards_sold")),
        "cards_renewed": Quotient(
            f.total("cards_renewed"), f.total("cards_renewed") + f.total("cards_ended")
        ),
        "membership_fees": Quotient(-f.cost_fen(("membership_fees",)) / 100),
        "fees_deferred": Quotient(-f.cost_fen(("fees_deferred",)) / 100),
        "periodic_members": Quotient(f.last("periodic_members")),
        "periodic_sales": Quotient(f.total("periodic_fen") / 100),
        "periodic_paused": Quotient(
            f.total("periodic_paused"), f.total("periodic_paused") + f.total("periodic_sent")
        ),
        "periodic_renewed": Quotient(
            f.total("periodic_renewed"), f.total("periodic_renewed") + f.total("periodic_ended")
        ),
        "carts_filled": Quotient(f.total("carts_filled")),
        "carts_left": Quotient(
            f.total("carts_filled") - f.total("carts_bought"), f.total("carts_filled")
        ),
        "groups_formed": Quotient(formed),
        "groups_formed_share": Quotient(formed, formed + failed),
        "shares_passed": Quotient(f.total("shares_passed")),
        "share_acts": Quotient(
            f.total("shares_passed") - f.total("shares_again"), f.total("shares_meant")
        ),
        "share_claims": Quotient(f.total("shares_claimed"), f.total("shares_passed")),
        "share_won": Quotient(f.total("shares_won"), f.total("shares_passed")),
        "shared_cost": Quotient(f.cost_fen(("shared_offers",)) / 100),
        "attracted": Quotient(f.total("attracted") + f.total("called")),
        "took_part": Quotient(f.total("took_part")),
        "attraction_cost": Quotient(f.cost_fen(("attractions",)) / 100),
        "raffle_entries": Quotient(f.total("raffle_entries")),
        "raffle_odds": Quotient(f.total("raffle_won"), f.total("raffle_drawn")),
        "raffle_helpers": Quotient(f.total("raffle_helpers"), f.total("raffle_entries")),
        "raffle_prize_cost": Quotient(f.cost_fen(("raffle_prizes",)) / 100),
    }


def _goods(f: Figures) -> dict[str, Quotient]:
    """The category in focus, and what is bought along with another."""
    goods = f.rules.goods
    orders = f.total("orders") if goods.told else 0
    place = goods.focus + 1
    in_focus = f.total(f"category_{place}_orders") if place else 0
    return {
        "focus_orders": Quotient(in_focus),
        "focus_sales": Quotient(f.total(f"category_{place}_fen") / 100 if place else 0.0),
        "focus_share": Quotient(in_focus, orders if place else 0),
        "foreseen_right": Quotient(f.total("foreseen_right"), f.total("foreseen")),
        "looks_answered": Quotient(f.total("looks_answered")),
        "launches": Quotient(f.total("launches")),
        "launch_hits": Quotient(f.total("launches_hit"), f.total("launches")),
        "hits_stopped": Quotient(f.total("launches_stopped_hit")),
        "launch_cost": Quotient(f.cost_fen(("new_goods",)) / 100),
        "attached_share": Quotient(f.total("attached"), orders),
        "attached_sales": Quotient(f.total("attached_fen") / 100),
    }


def _winning(rules: Rules) -> tuple[str, ...]:
    """Accounts of all that is spent to win newcomers: what CAC is made of.

    Things passed on and play count whole where they can bring somebody, though members have some
    of them; among members alone they are no cost of acquisition.
    """
    passing, idle = rules.passing, set()
    if not any(one.to_friends for one in passing.shared):
        idle.add("shared_offers")
    if not any(one.found_by or one.friends for one in passing.attractions):
        idle.add("attractions")
    ways = (*ACQUISITION, *REFERRAL, "lead_wages", "lead_service")
    return tuple(key for key in ways if key not in idle)


def payback_months(finals: Finals, cac: float) -> float:
    """Months of membership until a newcomer's mean margin covers `cac` (yuan); NaN if never."""
    earned = 0.0
    for month, (people, fen) in enumerate(zip(finals.exposed, finals.margin_fen, strict=True)):
        if not people:
            break
        earned += fen / people / 100
        if earned >= cac:
            return float(month + 1)
    return float("nan")
