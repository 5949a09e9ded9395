"""What the brand believes of its members, held against the truth."""

from __future__ import annotations

from sim.measure.definitions.kpi import Kpi

KNOWN: tuple[Kpi, ...] = (
    Kpi(
        "tag_precision",
        "load",
        "share",
        1,
        "Tags: hit rate",
        "标签命中率",
        "Members who carry a tag that is true of them / members who carry it, over all tags and month ends; the truth is known to the simulator alone.",
        "各月末全部标签：被打标且属实者 / 被打标者；真实情况只有模拟器知道。",
    ),
    Kpi(
        "tag_recall",
        "load",
        "share",
        1,
        "Tags: recall",
        "标签召回率",
        "Members who carry a tag that is true of them / members it is true of, over all tags and month ends; who is not covered is missed.",
        "各月末全部标签：被打标且属实者 / 全部属实者；未覆盖者计为漏标。",
    ),
    Kpi(
        "tagged_share",
        "load",
        "share",
        0,
        "Tags: members tagged",
        "被打标会员占比",
        "Members who carry a tag / members looked at, over all tags and month ends.",
        "各月末全部标签：被打标者 / 受检会员。",
    ),
    Kpi(
        "data_cost",
        "value",
        "yuan",
        -1,
        "Cost of data",
        "数据成本",
        "Collecting of tags and merging of identities over the run; part of the programme's cost.",
        "全程标签采集与身份打通费用，含在项目成本内。",
    ),
    Kpi(
        "warning_precision",
        "load",
        "share",
        1,
        "Churn warning: precision",
        "流失预警准确率",
        "Buyers listed who are lost for good / buyers listed, over all looks; the truth is known to the simulator alone.",
        "历次预警名单中确已流失者 / 名单人次；真实状态只有模拟器知道。",
    ),
    Kpi(
        "warning_recall",
        "load",
        "share",
        1,
        "Churn warning: recall",
        "流失预警召回率",
        "Buyers listed who are lost for good / all buyers lost for good, over all looks.",
        "历次预警名单中确已流失者 / 当时全部已流失买家。",
    ),
    Kpi(
        "warned_share",
        "load",
        "share",
        0,
        "Churn warning: listed",
        "流失预警占比",
        "Buyers listed / buyers looked at, over all looks.",
        "历次预警名单人次 / 被检查的买家人次。",
    ),
)
