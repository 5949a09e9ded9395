"""The integers a population counts each day. Both engines fill the same row."""

from __future__ import annotations

MOST_CATEGORIES = 8  # of goods; a plan's categories are counted by their place

# Flows of the day.
FLOWS: tuple[str, ...] = (
    "joined",  # members who joined by any channel, without the initial members
    "joined_referral",
    "joined_fake",  # invented accounts among them
    "orders",
    "first_orders",
    "won_back",  # orders after a gap of 90 days or more
    "list_fen",  # list value of orders
    "goods_fen",
    "commission_fen",
    "refunds",  # orders refunded this day
    "refund_fen",
    "refund_goods_fen",
    "newcomer_margin_fen",  # list value less goods of orders by members who joined during the run
    "coupons_issued",
    "coupon_issued_fen",
    "coupons_redeemed",
    "coupon_redeemed_fen",
    "coupons_expired",
    "coupon_expired_fen",
    "coupons_refused",  # the budget gate or the personal limit said no
    "coupons_overflow",  # no room in the wallet
    "reward_coupon_issued_fen",
    "reward_coupon_redeemed_fen",
    "reward_coupon_expired_fen",
    "invitations",
    "rewards",  # full sets rewarded
    "reward_cash_fen",
    "reviews",
    "review_fen",
    "visits",
    "active",  # members with any activity this day (DAU)
    "friends_added",
    "touches_delivered",
    "touches_opened",
    "touches_clicked",
    "touches_blocked",
    "message_fen",
    "muted",
    "opted_out",
    "dropouts",  # buyers lost for good: the latent truth no brand sees
    "tasks_done",
    "tasks_late",  # done, but after their day
    "tasks_skipped",  # the guide did not carry it out
    "tasks_expired",
    "guide_seconds",
    "enquiries",  # questions to the service desk
    "answered",  # ... begun to be answered this day
    "answered_in_target",
    "wait_ms",  # waiting time of those answered
    "given_up",  # ... who waited longer than their patience
    # of the desk, too, counted by the brand
    "machine_taken",  # questions a machine took first
    "machine_solved",
    "machine_fen",
    "complaints",
    "complaints_of_lateness",
    "complaints_answered",
    "complaint_wait_ms",  # waiting time of those
    "complaints_resolved",
    "complaints_failed",
    # what the brand itself decides or sees; no population counts it
    "media_unspent_fen",  # planned media held back by budgets and floors
    "reserve_fen",  # media paid from the reserve
    "doors_cut",  # channels below their floor
    "tools_running",  # tools bought at a threshold and in use
    "alarms",
    "alarms_founded",  # ... with a shock in the window they looked at
    "looked_at",  # buyers a churn warning looked at
    "truly_lost",  # ... who are lost: the latent truth
    "listed",  # ... whom it listed
    "listed_lost",  # ... rightly
    "groups_open",  # community groups with anybody in them, as of the midnight the day begins with
    "groups_silent",  # ... in which hardly anybody talks
    "group_members",
    "group_muted",  # ... who muted their group
    "group_active",  # ... who talk
    "group_entered",  # into a group since the midnight before
    "group_left",  # opted out, moved, removed or dissolved
    "tags_looked_at",  # members a tag was held against the truth of, summed over tags
    "tags_true",  # ... of whom it is true
    "tags_given",  # ... who carry it
    "tags_right",  # ... rightly
    "touches_forbidden",  # the platform's rules let no message out
    "forbidden_fen",  # what those messages would have cost
    "friends_lost",  # at the hand-over of a guide's customers
    "office_seconds",  # working time of head-office guides on tasks
    # ... that there was for them: less vacancy, training, and what a phase or a shock takes away
    "guide_time_seconds",
    "office_time_seconds",
    "guides_left",
    "bonus_fen",  # targets reached and contests won
    "training_fen",
    "hiring_fen",  # successors, and guides brought on to the programme
    "reconsidered",  # dropouts whom a touch made think again
    "points_granted_fen",  # points at their worth in rewards
    "points_spent_fen",  # ... turned into a coupon of the mall
    "points_off_fen",  # ... taken off an order
    "points_expired_fen",
    "tier_coupon_fen",  # coupons on reaching a tier
    "member_coupon_issued_fen",  # coupons of the mall and of tiers
    "member_coupon_redeemed_fen",
    "member_coupon_expired_fen",
    "tier_ups",  # orders that reached a higher tier
    "topped_up_fen",
    "top_up_bonus_fen",
    "stored_used_fen",
    "online_orders",  # of those whose sales channel is told apart
    "collected",  # online orders collected in a store
    "second_baskets",  # ... with a further purchase there
    "second_basket_fen",  # within `list_fen`
    "channel_fee_fen",
    "handling_fen",
    "lost_missing",  # wants that found no goods and went nowhere else
    "lost_closed",  # ... that found the store closed
    "lost_fen",  # list value of all wants that were lost
    "lost_put_off",  # ... that the fee, or the time, of delivery put off
    "lost_far",  # ... whose store was too far, or home out of the service area
    "saved_missing",  # orders made by another channel, as goods were missing
    "saved_closed",  # ... as the store was closed
    "saved_far",  # ... as the store was too far
    "waited",  # wants put off to the next opening hours
    "lost_unregistered",  # wants lost as they asked for another account
    "unlinked_orders",  # at tills that do not know members
    "pushed_orders",  # ordered in the shop online a guide shared
    "guide_baskets",  # ordered in a basket a guide made up
    "credited_fen",  # paid for orders that count as a store's, with moves between places
    "walk_ins",  # buyers in stores who were no members
    "walk_ins_invited",
    "walk_ins_won",  # ... and joined
    # of single stores, counted by the brand: orders made or collected there, or in the one in focus
    "site_orders",
    "focus_site_orders",
    "focus_site_fen",  # ... list value
    "favourite_orders",  # of `site_orders`, in the store the shopper calls theirs
    "store_visits",  # winners of raffles who fetched their prize in a store
    "gatherings",
    "gathering_wished",  # members who came to be let in
    "gathering_guests",
    "gathering_friends",  # ... whom guests asked along and who will join
    # of stock as a quantity, at cost, counted by the brand as the day ends
    "stock_fen",  # on the shelf
    "clearance_fen",  # brought by what was sold off in the evening
    "stock_spoiled_fen",
    "stock_bought_in_fen",  # sold beyond the shelf
    "stock_late",  # ... orders that waited for it
    "goods_beside_fen",  # left beside the orders: sold off in the evening, sent at fixed times
    # orders brought home, as they reach the door; counted by the brand
    "delivered",
    "delivered_late",  # ... after the time that was promised
    "delivery_ms",  # time from order to door, summed
    "delivery_fee_fen",  # paid by shoppers
    "compensations",  # late orders made good
    # satisfaction, kept by the brand's side; of a survey, at the midnight the day begins with
    "watched",  # orders of members with enough earlier ones, summed over signals
    "signals",  # ... much smaller than theirs, and answered
    "satisfaction_people",  # members who ever met something
    "satisfaction_bp",  # ... and their satisfaction, summed, ten thousandths
    "recommended",  # members who told a friend, unpaid
    "word_of_mouth",  # ... friends who will join
    "guests",  # of occasions
    "survey_known",  # members who might have been asked
    "survey_true_net",  # ... promoters less detractors among them: the truth
    "survey_asked",
    "survey_answers",
    "survey_net",  # ... promoters less detractors among the answers
    "cared",  # taken care of after a low answer
    "cared_rightly",  # ... who are as dissatisfied as they said, or more
    "care_needed",  # ... all who are
    # offers and goods, counted by the brand
    "foreseen",  # offers to who seems to come to a stage of life
    "foreseen_right",  # ... and does
    "looks",  # active members who looked at a category that is answered with an offer
    "looks_answered",
    "launches",  # of new goods
    "launches_hit",  # ... that are wanted
    "launches_stopped",  # after a trial
    "launches_stopped_hit",  # ... though they would be wanted
    # leads, counted by the brand as of the end of the day
    "leads",  # newcomers who are leads
    "leads_called",  # ... for the first time
    "lead_wait_ms",  # from coming to that call, summed
    "leads_reached",
    "lead_contacts",
    "lead_seconds",  # of work at them
    "lead_time_seconds",  # ... there was time for
    "lead_visits",  # leads who came to the store, each once
    "deposits",  # small ones
    "deposit_paid_fen",
    "deposit_used_fen",
    "deposit_returned_fen",
    "deals",
    "deal_days",  # from coming to the deal, summed
    "leads_bought",  # first orders of leads
    "leads_cold",  # lost: never reached
    "leads_elsewhere",  # ... decided for another
    "leads_between",  # ... as another took over
    "leads_given_up",  # ... never came to the store, or came and did not decide
    "leads_refused",  # ... did not take the proposal
    "leads_open",  # who may still buy
    "live_viewers",  # members who came to a live session
    "live_orders",  # ... and ordered in the room
    "live_fen",  # list value of those orders
    "live_refunds",  # ... of them refunded this day
    "mall_orders",  # orders made on a visit, where one can buy while looking in
    # the brand's own, as above
    "live_public",  # public viewers the platform sent to yesterday's sessions
    "allied",  # strangers who took a partner's benefit and joined
    "allied_members",  # members of ours who took it
    "asked",  # people promoters asked
    "promoted",  # ... who joined
    "keenness_bp",  # effort of groups of promoters, summed over them
    "promoter_days",  # groups of promoters at work
    "airings",  # broadcasts of content that wears
    "novelty_bp",  # ... and its novelty, summed over them
    "renewals",  # forms made anew
    "coupons_sold_out",  # the day's stock of a kind was gone
    # of play, decided at the midnight after the day it was done
    "check_ins",
    "draws",  # after an order
    "draws_won",
    # of the paid card, decided at the midnight the day begins with
    "paid_members",  # who hold it
    "cards_sold",
    "cards_renewed",
    "cards_ended",  # not renewed
    "cards_paused",
    "cards_given_back",
    "fee_paid_fen",
    "fee_earned_fen",
    "fee_given_back_fen",
    # of periodic purchase, too
    "periodic_members",  # who are sent goods
    "periodic_begun",
    "periodic_renewed",
    "periodic_ended",  # not renewed
    "periodic_sent",
    "periodic_paused",
    "periodic_fen",  # earned by what was sent
    # of feedback, too; of consulting, as the day ends
    "feedback_heard",  # voices collected since the review before
    "feedback_mended",  # causes taken up
    "feedback_rightly",  # ... which did most harm since the review before
    "feedback_told",
    "consulted",  # questions whose days to buy are over
    "consulted_bought",  # ... within which an order followed
    "carts_filled",  # empty before
    "carts_bought",  # an order came while there was something in it
    # of offers, decided by the brand at the midnight the day begins with
    "groups_started",
    "groups_formed",
    "groups_failed",  # not full by their deadline
    "raffle_entries",
    "raffle_helpers",  # friends who will have joined before the draw
    "raffle_drawn",  # entries drawn, ...
    "raffle_won",  # ... with a prize
    # of offers passed on and play that brings people, decided by the brand as above
    "shares_meant",  # members who mean to pass one on
    "shares_passed",  # passed on
    "shares_again",  # ... by somebody who had got one from another
    "shares_claimed",  # parts that went to members and to friends who joined
    "shares_won",  # friends who will join, or did by a door
    "shares_rewarded",  # who got theirs for passing it on
    "share_cash_fen",  # of pools, shared out
    "attracted",  # newcomers play brought by itself
    "took_part",
    "pieces",  # handed out
    "sets",  # ... complete
    "called",  # friends who will join because members called them to it
    "attached",  # articles of a second category taken along with an order
    "attached_fen",  # ... what was paid for them, within `list_fen`
    *(
        f"category_{number}_{what}"  # orders with goods of it, and their list value
        for number in range(1, MOST_CATEGORIES + 1)
        for what in ("orders", "fen")
    ),
)

# Stocks at the end of the day. What a brand can see of a life, as stages: acquired (members less
# buyers), active (ordered less than 30 days ago), dormant lightly (30-60), moderately (60-90),
# churned (90 and more); an order after 90 days is the flow `won_back`.
STOCKS: tuple[str, ...] = (
    "members",
    "enrolled",  # members in at least one channel, muted or not
    "officers",
    "active_30",
    "buyers",  # members who have ever ordered
    "buyers_0_30",  # ... by days since their last order
    "buyers_30_60",
    "buyers_60_90",
    "buyers_90",
    "coupon_outstanding_fen",
    "tasks_waiting",
    "points_outstanding_fen",
    "stored_outstanding_fen",
    "stored_lost_fen",  # ... of it with buyers lost for good: what no brand sees
    "tier_1",  # holders of the lowest tier
    "tier_2",
    "tier_3",
    "tier_4",
)

SERIES: tuple[str, ...] = FLOWS + STOCKS
ROW: dict[str, int] = {name: i for i, name in enumerate(SERIES)}
