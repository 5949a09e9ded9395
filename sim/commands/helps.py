"""What `siyu --help` and `siyu COMMAND --help` say, in Chinese and English.

Nothing is imported here, so that help answers at once.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Help:
    """One line about a command, its arguments, and examples as they are typed, by language."""

    summary: dict[str, str]
    usage: str
    text: dict[str, str]


HELP: dict[str, Help] = {
    "list": Help(
        {
            "en": "scenarios with the question each one answers",
            "zh": "有哪些方案，各自回答什么问题",
        },
        "siyu list [WORD …] [asked_by=READER] [scenario_dir=FOLDER] [lang=zh|en]",
        {
            "en": """\
Every scenario that can be run: name, title, question. With words only those that
have all of them in their name, title or question, in either language.

  asked_by=READER  strategist, finance or researcher

  siyu list lang=en
  siyu list coupon birthday lang=en
  siyu list asked_by=finance lang=en
  siyu list scenario_dir=my_plans lang=en""",
            "zh": """\
列出可以运行的全部方案：代号、名称、问题。给出关键词时，只列代号、名称或问题中
含有全部关键词的方案，中英文皆可。

  asked_by=READER  只看某类读者的问题：strategist 策略、finance 财务、researcher 研究

  siyu list
  siyu list 券 生日
  siyu list asked_by=finance
  siyu list scenario_dir=my_plans""",
        },
    ),
    "explain": Help(
        {
            "en": "a scenario, a lever or a figure: meaning, unit, default, range, source",
            "zh": "解释一个方案、参数或指标：含义、单位、默认值、范围、来源",
        },
        "siyu explain NAME [scenario_dir=FOLDER] [lang=zh|en] | siyu explain journey=NAME",
        {
            "en": """\
A scenario: what it changes against the defaults. A lever, by its key, a part of it, a
word of its meaning or of the trade: meaning, unit, default, allowed range, source,
scenarios that change it. A figure: how it is counted. A journey: a picture (SVG) with
the numbers of a small run of its own.

  journey=NAME scenario=NAME out=FILE.svg key=value …

  siyu explain fila_333 lang=en
  siyu explain touch.weekly_cap lang=en
  siyu explain coupon lang=en
  siyu explain CAC lang=en
  siyu explain journey=severe scenario=recall_by_band shoppers.initial=2000""",
            "zh": """\
方案：相对默认值改了什么。参数（全名、部分名称、含义中的词或行话皆可）：含义、单位、默认值、
允许范围、来源、哪些方案改动它。指标：怎样计算。旅程：用一次小规模模拟的数字画出流程图（SVG）。

  journey=NAME scenario=NAME out=FILE.svg key=value …

  siyu explain fila_333
  siyu explain touch.weekly_cap
  siyu explain 免打扰
  siyu explain 获客成本
  siyu explain journey=severe scenario=recall_by_band shoppers.initial=2000""",
        },
    ),
    "run": Help(
        {
            "en": "one scenario, all replications",
            "zh": "运行一个方案，多次重复",
        },
        "siyu run scenario=NAME [key=value …]",
        {
            "en": """\
Run one scenario and write its results to a folder. Interrupted, the same command goes
on where it stopped.

  precision=0.01          replications are added until half the 95% interval is 1% of
  precision_of=members    this figure (contribution unless given)

  siyu run scenario=fila_333 lang=en
  siyu run scenario=fila_333 shoppers.initial=2000 replications=3 out=first_try
  siyu run scenario=fila_333 shoppers=fit/shoppers.yaml""",
            "zh": """\
运行一个方案，把结果写进一个文件夹。中断后再输入同样的命令，会接着上次继续。

  precision=0.01          不断增加重复次数，直到 95% 区间的半宽不超过这个指标的 1%
  precision_of=members    是哪个指标（默认 contribution 贡献利润）

  siyu run scenario=fila_333
  siyu run scenario=fila_333 shoppers.initial=2000 replications=3 out=first_try
  siyu run scenario=fila_333 shoppers=fit/shoppers.yaml""",
        },
    ),
    "compare": Help(
        {
            "en": "twin worlds: several scenarios against the first",
            "zh": "在孪生世界里比较几个方案，以第一个为基准",
        },
        "siyu compare scenarios=[A,B,…] [key=value …]",
        {
            "en": """\
Run scenarios on the same people and the same luck; the first is the reference.
Settings hold for all of them. Interrupted, the same command goes on where it stopped.

  precision=0.01          replications are added until half the interval of every
                          difference is 1% of the reference's figure
  precision_of=members    which figure (contribution unless given)

  siyu compare 'scenarios=[baseline,fila_333]' lang=en
  siyu compare 'scenarios=[baseline,fila_333,touch_heavy]' horizon_days=180 lang=en
  siyu compare 'scenarios=[baseline,fila_333]' evidence=all   # does the ranking survive?""",
            "zh": """\
同一批人、同样的运气，在每个方案下各过一遍；第一个方案是基准。参数对所有方案生效。
中断后再输入同样的命令，会接着上次继续。

  precision=0.01          不断增加重复次数，直到每个差值区间的半宽不超过基准指标的 1%
  precision_of=members    是哪个指标（默认 contribution 贡献利润）

  siyu compare 'scenarios=[baseline,fila_333]'
  siyu compare 'scenarios=[baseline,fila_333,touch_heavy]' horizon_days=180
  siyu compare 'scenarios=[baseline,fila_333]' evidence=all   # 换一种证据，排序还成立吗？""",
        },
    ),
    "sweep": Help(
        {
            "en": "one scenario over a grid of settings",
            "zh": "一个方案，参数取遍一组值",
        },
        "siyu sweep scenario=NAME key=1,2,3 [key=range(0,5) …]",
        {
            "en": """\
Run one scenario for every combination of the values given. Interrupted, it goes on
where it stopped when the same command is given again.

  siyu sweep scenario=touch_heavy touch.weekly_cap=1,3,7,14 lang=en
  siyu sweep scenario=invite3_subsidy 'referral.inviter_reward=range(10,60,10)'""",
            "zh": """\
对给出的每种取值组合各运行一遍。中断后再输入同样的命令，会接着上次继续。

  siyu sweep scenario=touch_heavy touch.weekly_cap=1,3,7,14
  siyu sweep scenario=invite3_subsidy 'referral.inviter_reward=range(10,60,10)'""",
        },
    ),
    "sensitivity": Help(
        {
            "en": "which assumption matters, and does the winner hang on one?",
            "zh": "哪条假设最要紧，胜负是否系于其一？",
        },
        "siyu sensitivity scenario=NAME | scenarios=[A,B] [key=interval(LOW,HIGH) …] [key=value …]",
        {
            "en": """\
Move settings over their ranges in twin worlds: each alone, then all together. Without
an interval: every assumption over its own range. Of two scenarios the difference of the
second from the first. Interrupted, the same command goes on where it stopped.

  key=interval(LOW,HIGH)  what varies; also key=1,2,3; tag(log, interval(…)) by logarithm
  kpi=contribution        the figure looked at
  method=morris|sobol|ends  n=10   how all move together, and how many trajectories (rows)
  most=15                 how many assumptions move together (those that do most alone)
  assumptions=touch,coupon  only these assumptions

  siyu sensitivity 'scenarios=[baseline,fila_333]' shoppers.initial=2000 lang=en
  siyu sensitivity scenario=fila_333 assumptions=touch kpi=repurchase_rate lang=en
  siyu sensitivity scenario=fila_333 'touch.response.annoyance=interval(0.0003,0.005)' \
      'touch.response.goodwill_intensity=interval(0.2,1.5)' method=sobol lang=en""",
            "zh": """\
在孪生世界里让参数走遍各自的范围：先逐一变动，再一起变动。不给区间时，全部假设各取其
范围。给出两个方案时，看第二个与第一个之差。中断后再输入同样的命令，会接着上次继续。

  key=interval(LOW,HIGH)  变动的参数；也可写 key=1,2,3；tag(log, interval(…)) 按对数均匀
  kpi=contribution        看哪个指标
  method=morris|sobol|ends  n=10   怎样一起变动，取多少条轨迹（行）
  most=15                 多少条假设一起变动（取单独影响最大的）
  assumptions=touch,coupon  只看这些假设

  siyu sensitivity 'scenarios=[baseline,fila_333]' shoppers.initial=2000
  siyu sensitivity scenario=fila_333 assumptions=touch kpi=repurchase_rate
  siyu sensitivity scenario=fila_333 'touch.response.annoyance=interval(0.0003,0.005)' \
      'touch.response.goodwill_intensity=interval(0.2,1.5)' method=sobol""",
        },
    ),
    "optimize": Help(
        {
            "en": "the best plan of a range of settings, under a budget",
            "zh": "在参数范围与预算之内找最好的方案",
        },
        "siyu optimize scenario=NAME key=interval(LOW,HIGH) [key=1,2,3 …] [limit=[KPI<=NUMBER]]",
        {
            "en": """\
Search settings for the best plan (Optuna's TPE, seeded), then live the best again on luck
the search has not seen. Interrupted, the same command goes on where it stopped. Exit
code 1: no plan keeps the limits.

  key=interval(LOW,HIGH)  what is searched; also key=1,2,3 or choice(a,b)
  maximise=contribution   the figure; or minimise=KPI
  limit=[KPI<=NUMBER,…]   bounds in the KPI's unit, in probability=0.9 of the replications
  trials=40 confirm=20    plans tried; fresh replications for the best

  siyu optimize scenario=invite3_subsidy 'referral.inviter_reward=interval(0,80)' lang=en
  siyu optimize scenario=fila_333 'guides.minutes_per_day=interval(0,240)' \
      'limit=[programme_cost<=20000]' probability=0.95 shoppers.initial=2000 lang=en""",
            "zh": """\
在给出的范围里搜索最好的方案（Optuna 的 TPE，种子固定），再用搜索没有见过的运气核对最好的
几个。中断后再输入同样的命令，会接着上次继续。退出码 1：没有方案守得住限制。

  key=interval(LOW,HIGH)  搜索的参数；也可写 key=1,2,3 或 choice(a,b)
  maximise=contribution   目标指标；或 minimise=KPI
  limit=[KPI<=NUMBER,…]   指标的限制（用该指标的单位），要在 probability=0.9 的重复里守住
  trials=40 confirm=20    试多少个方案；最好的几个再重复多少次

  siyu optimize scenario=invite3_subsidy 'referral.inviter_reward=interval(0,80)'
  siyu optimize scenario=fila_333 'guides.minutes_per_day=interval(0,240)' \
      'limit=[programme_cost<=20000]' probability=0.95 shoppers.initial=2000""",
        },
    ),
    "fit": Help(
        {
            "en": "shoppers from an order log, or from five numbers",
            "zh": "用真实订单（或五个数字）拟合顾客",
        },
        "siyu fit ORDERS.csv [key=value …] | siyu fit bought_again=… orders=… (five numbers)",
        {
            "en": """\
Estimate the shoppers from a log with a customer, a date and an amount in each row.
Writes fit.json and shoppers.yaml, which `shoppers=FILE` takes.

  out=FOLDER              where to write (out/fit-ORDERS)
  until=YYYY-MM-DD        last day the fit may see; later orders are the hold-out
  customer= date= amount= names of the columns
  currency_rate=NUMBER    yuan for one unit of the log's money
  people_per_customer=N   simulated people for each real customer
  label=TEXT lang=zh|en

  siyu fit orders.csv until=2025-06-30 out=fit lang=en

Without a log, from five numbers about people followed days=365 from their first order:
  bought_again            share with a further order
  orders                  mean further orders, of all people
  bought_often            share with three further orders or more
  active                  share with an order in the last third of the days
  order_value             mean order, yuan
  buyers=N                members on day 0

  siyu fit bought_again=0.46 orders=1.45 bought_often=0.17 active=0.18 order_value=480 lang=en""",
            "zh": """\
从订单表（每行一位顾客、一个日期、一个金额）估计顾客的购买习惯。
写出 fit.json 与 shoppers.yaml，后者交给 `shoppers=FILE` 使用。

  out=FOLDER              写到哪里（默认 out/fit-ORDERS）
  until=YYYY-MM-DD        拟合能看到的最后一天；之后的订单留作检验
  customer= date= amount= 各列的列名
  currency_rate=NUMBER    订单货币一单位合多少元
  people_per_customer=N   每位真实顾客对应几位模拟顾客
  label=TEXT lang=zh|en

  siyu fit orders.csv until=2025-06-30 out=fit

没有订单表时，用五个数字（从首单起各跟踪 days=365 天）：
  bought_again            再次购买者占比
  orders                  人均再购单数（含未复购者）
  bought_often            再购三单及以上者占比
  active                  最后三分之一天数内有订单者占比
  order_value             客单价，元
  buyers=N                第 0 天的会员数

  siyu fit bought_again=0.46 orders=1.45 bought_often=0.17 active=0.18 order_value=480""",
        },
    ),
    "diff": Help(
        {
            "en": "the first event in which two runs part",
            "zh": "两次运行从哪个事件开始不同",
        },
        "siyu diff DIR_A DIR_B | siyu diff scenario=NAME key=A,B [key=value …]",
        {
            "en": """\
Read two event logs in step, or live two runs; show where they part and what is known of
that shopper. Exit code 0: the same; 1: they part.

  scenario=NAME or A,B    which scenario; A,B: another one on each side
  replication=N           which replication (lived: 1; stored: all)
  key=A,B                 a setting with a value for each side, when runs are lived

  siyu diff out/monday out/tuesday lang=en
  siyu diff out/compare-baseline-fila_333 scenario=baseline,fila_333
  siyu diff scenario=fila_333 engine=simpy,compiled shoppers.initial=500
  siyu diff scenario=baseline,fila_333 shoppers.initial=500 horizon_days=60""",
            "zh": """\
逐条对照两份事件日志，或当场运行两次；指出从哪里开始不同、已知那位顾客的什么。
退出码 0：完全相同；1：有不同。

  scenario=NAME 或 A,B    哪个方案；A,B 表示两边各用一个
  replication=N           第几次重复（当场运行：1；已存结果：全部）
  key=A,B                 当场运行时，两边取值不同的参数

  siyu diff out/monday out/tuesday
  siyu diff out/compare-baseline-fila_333 scenario=baseline,fila_333
  siyu diff scenario=fila_333 engine=simpy,compiled shoppers.initial=500
  siyu diff scenario=baseline,fila_333 shoppers.initial=500 horizon_days=60""",
        },
    ),
    "trace": Help(
        {
            "en": "the life of one shopper, in words, in one world or two",
            "zh": "用文字讲一位顾客的经历，可在两个世界里对照",
        },
        "siyu trace scenario=NAME [uid=N] | siyu trace scenarios=[A,B] [uid=N]",
        {
            "en": """\
Follow one person through a plan, or through two with the same luck: who it is, where the
lives part, day by day, order by order, and what the difference came to.
Writes a page with a picture (trace.html).

  uid=N                   whom, by the uid of an event log
  member=N                or by number among the members of day 0
  neither                 who differs most is told, others worth a look are named
  replication=N           another luck (1)
  key=A,B                 instead of two scenarios: a setting with two values
  report=false            no page; out=FOLDER where it goes

  siyu trace 'scenarios=[baseline,fila_333]' shoppers.initial=2000 lang=en
  siyu trace scenario=touch_heavy touch.weekly_cap=3,7 lang=en
  siyu trace scenario=fila_333 member=17 horizon_days=90""",
            "zh": """\
跟着一个人走过一个方案，或在同样的运气下走过两个方案：这是谁，从哪里开始不同，逐日经过，
逐单对照，最后差了多少。写出带图的页面（trace.html）。

  uid=N                   跟谁：事件日志里的 uid
  member=N                或第 0 天会员中的第几位
  都不给                  讲差别最大的一位，并列出其他值得一看的人
  replication=N           换一种运气（1）
  key=A,B                 不用两个方案，而用一个取两个值的参数
  report=false            不写页面；out=FOLDER 指定写到哪里

  siyu trace 'scenarios=[baseline,fila_333]' shoppers.initial=2000
  siyu trace scenario=touch_heavy touch.weekly_cap=3,7
  siyu trace scenario=fila_333 member=17 horizon_days=90""",
        },
    ),
    "prove": Help(
        {
            "en": "hold the engine against published tables and closed forms",
            "zh": "拿引擎与公开数表、解析解核对",
        },
        "siyu prove [GATE] [key=value …]",
        {
            "en": """\
Without a gate: the proof pack. With one: your own parameters.
Prints target, measured, standard error and z; exit code 1 if a number is off by more
than 3.5 standard errors.

  mode=full|quick         the whole pack, or one in fifty shoppers
  t=[10,39]               where one gate is measured; its other keys are the law's own
  n= seed= seeds=         shoppers, first seed, how many seeds
  engine=auto|simpy|compiled  format=text|json  lang=zh|en

  siyu prove mode=quick lang=en
  siyu prove bgnbd r=0.3 alpha=6 a=0.9 b=2.2 't=[10,39,78]' n=200000 seed=7""",
            "zh": """\
不给 GATE：跑全套检验。给出 GATE：用你自己的参数检验这一项。
列出目标值、实测值、标准误与 z；有一项偏离超过 3.5 个标准误时退出码为 1。

  mode=full|quick         全套，或五十分之一的顾客
  t=[10,39]               在哪些时刻核对；其余参数随所选的模型而定
  n= seed= seeds=         顾客数、首个种子、种子个数
  engine=auto|simpy|compiled  format=text|json  lang=zh|en

  siyu prove mode=quick
  siyu prove bgnbd r=0.3 alpha=6 a=0.9 b=2.2 't=[10,39,78]' n=200000 seed=7""",
        },
    ),
    "report": Help(
        {
            "en": "rebuild the page and the workbook of a result folder",
            "zh": "由已存的结果重做报告页和预算工作簿",
        },
        "siyu report DIR [lang=zh|en]",
        {
            "en": """\
Write report.html and budget.xlsx again from stored results.

  siyu report out/compare-baseline-fila_333 lang=en""",
            "zh": """\
由已存的结果重新写出 report.html 与 budget.xlsx。

  siyu report out/compare-baseline-fila_333""",
        },
    ),
}

USAGE = {"en": "usage: {usage}", "zh": "用法：{usage}"}

OVERVIEW = {
    "en": """Try a private-domain (私域) plan on simulated shoppers before betting a budget on it.

usage: siyu COMMAND [key=value …]

{commands}

Common keys: seed, replications, horizon_days, start_date, shoppers.initial, workers, out, lang.
`siyu COMMAND --help` shows examples; `siyu explain KEY` says what a setting means;
`siyu --version` says which siyu this is.
Exit codes: 0 done, 1 a check or run failed, 2 the input is wrong, 130 interrupted.

Start here:
  siyu list coupon lang=en                               # find a plan by a word of its question
  siyu compare 'scenarios=[baseline,fila_333]' lang=en     # does guide care pay, and why?""",
    "zh": """先在模拟的顾客身上试一遍私域方案，再决定要不要押上预算。(English: siyu --help lang=en)

用法：siyu COMMAND [key=value …]

{commands}

常用参数：seed 种子、replications 重复次数、horizon_days 天数、start_date 首日、
shoppers.initial 初始会员、workers 并行数、out 结果文件夹、lang 语言（zh 或 en）。
`siyu COMMAND --help` 有示例；`siyu explain KEY` 说明一个参数的含义；`siyu --version` 说明版本。
退出码：0 完成，1 检验或运行失败，2 输入有误，130 被中断。

从这里开始：
  siyu list 券                                  # 按问题里的词找方案
  siyu compare 'scenarios=[baseline,fila_333]'    # 导购关怀划算吗，为什么？""",
}


def overview(lang: str) -> str:
    """The text of `siyu --help`."""
    lines = [f"  {name:<13}{one.summary[lang]}" for name, one in HELP.items()]
    return OVERVIEW[lang].format(commands="\n".join(lines))


def help_of(name: str, lang: str) -> str:
    """The text of `siyu COMMAND --help`."""
    one = HELP[name]
    return f"{USAGE[lang].format(usage=one.usage)}\n\n{one.text[lang]}"
