"""Community groups."""

from __future__ import annotations

from sim.measure.definitions.kpi import Kpi

COMMUNITIES: tuple[Kpi, ...] = (
    Kpi(
        "groups",
        "load",
        "groups",
        0,
        "Groups open",
        "社群数",
        "Community groups with anybody in them; last day. Only for plans with `communities`.",
        "期末有成员的社群数；仅在方案设有 communities 时统计。",
    ),
    Kpi(
        "group_members",
        "load",
        "people",
        1,
        "Members in groups",
        "群成员数",
        "Members of these groups, muted or not, each counted once a kind of group; last day.",
        "期末群成员数（含屏蔽者），同一会员在每类群中各计一次。",
    ),
    Kpi(
        "group_activity",
        "load",
        "share",
        1,
        "Activity in groups",
        "社群活跃度",
        "Members of groups who talk / members of groups, over all days.",
        "各日群内活跃成员 / 群成员（逐日累计）。",
    ),
    Kpi(
        "group_muted_share",
        "load",
        "share",
        -1,
        "Muted in groups",
        "群屏蔽占比",
        "Members who muted their group / members of groups, over all days.",
        "各日屏蔽本群的成员 / 群成员（逐日累计）。",
    ),
    Kpi(
        "groups_silent_share",
        "load",
        "share",
        -1,
        "Silent groups",
        "死群占比",
        "Groups in which fewer than community.silent_below of the listeners talk / groups open, over all days.",
        "各日活跃占比低于 community.silent_below 的群 / 开放的群（逐日累计）。",
    ),
    Kpi(
        "cost_per_active_member",
        "load",
        "yuan",
        -1,
        "Cost per active group member",
        "每活跃群成员月成本",
        "Red packets, check-in rewards, key members' samples and community labour / active members of groups in months of 30 days.",
        "群红包、打卡奖励、KOC 样品与社群人力 / 群内活跃成员月数（30 天为一月）。",
    ),
)
