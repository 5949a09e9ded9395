"""A row for each guide (导购): what they can, want and remember, and what a day makes of it."""

from __future__ import annotations

from sim.behaviour.elementary import LN_2, exp
from sim.behaviour.staff import carried_out, contest_pull, effort_wanted, skill
from sim.population.interface import W_COMMISSION, W_FRIENDS, W_SALES, W_TASKS, WORKED, Ints
from sim.science import Table, science

_MOST_EFFORT = 20.0
_ONE_A_WEEK = 1.0 / 7.0  # tasks and friends a day a guide counts on before any experience
# Columns: talent, willingness, day they began, training remembered, effort, and by day as they
# remember it: tasks, friends, commission and sales (yuan).
COLUMNS = 9
TALENT, WILL, SINCE, TRAINED, EFFORT, TASKS, FRIENDS, PAY, SALES = range(COLUMNS)


def daily_share(half_life_days: float) -> float:
    """Share of a difference that is made up in a day."""
    return 1.0 - exp(-LN_2 / half_life_days)


@science
def remember(people: Table, work: Ints, share: float) -> None:
    """What a day did to each guide's memory of tasks, friends, commission and sales a day."""
    columns = len(WORKED)
    for guide in range(len(people)):
        row = guide * columns
        day = (
            float(work[row + W_TASKS]),
            float(work[row + W_FRIENDS]),
            work[row + W_COMMISSION] / 100.0,
            work[row + W_SALES] / 100.0,
        )
        for place in range(4):
            people[guide, TASKS + place] += (day[place] - people[guide, TASKS + place]) * share


@science
def adjust(
    people: Table,
    present: Ints,
    month: Ints,
    score: Ints,
    target: int,
    bonus_yuan: float,
    prize_yuan: float,
    by_sales: bool,
    cutoff: int,
    spread: float,
    gain: float,
    half_yuan: float,
    share: float,
) -> None:
    """Move effort a day's share towards what a task now seems to earn.

    target, bonus_yuan: friends a month, and what each is worth until it is reached. prize_yuan,
    cutoff, spread: of the contest, 0 if there is none; in friends, or fen of sales.
    """
    for guide in range(len(people)):
        if not present[guide]:
            continue
        tasks = people[guide, TASKS] + _ONE_A_WEEK
        friends = (people[guide, FRIENDS] + _ONE_A_WEEK) / tasks
        reward = people[guide, PAY] / tasks
        if month[guide] < target:
            reward += bonus_yuan * friends
        if prize_yuan > 0.0:
            points = people[guide, SALES] * 100.0 / tasks if by_sales else friends
            pull = contest_pull(float(score[guide]), float(cutoff), spread)
            reward += prize_yuan * pull * points
        wanted = effort_wanted(people[guide, WILL], gain, reward, half_yuan)
        effort = people[guide, EFFORT] + (wanted - people[guide, EFFORT]) * share
        people[guide, EFFORT] = min(_MOST_EFFORT, effort)


@science
def call_roll(
    people: Table,
    present: Ints,
    day: int,
    newcomer: float,
    half_life: float,
    effect: float,
    most_skill: float,
    execution: Table,
    skills: Ints,
    chance: Ints,
) -> None:
    """Fill in skill (thousandths) and share of sends carried out (millionths) of each guide.

    execution: of the norm, by channel, shape (1, channels); chance: shape (guides x channels,).
    """
    channels = execution.shape[1]
    for guide in range(len(people)):
        if not present[guide]:
            continue
        days = day - people[guide, SINCE]
        able = skill(
            people[guide, TALENT], newcomer, days, half_life, people[guide, TRAINED], effect
        )
        skills[guide] = int(min(most_skill, able) * 1000.0 + 0.5)
        for channel in range(channels):
            share = carried_out(execution[0, channel], people[guide, EFFORT])
            chance[guide * channels + channel] = int(share * 1e6 + 0.5)
