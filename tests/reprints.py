"""Announcements with their reprints, generated from templates of our own, and which document tells which of them.

Each programme has a call, a proposal, the decision of two batches, tasks and a plan for a year: every one carried by
several outlets that edit the title, shorten the list, add furniture or slip in a wrong city, and recapped weeks later.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.model import Level
from tests.shelf import Telling

PROGRAMMES = (
    ("商务部", "零售业创新提升"),
    ("工业和信息化部", "中小企业数字化转型"),
    ("财政部", "绿色货运配送"),
    ("交通运输部", "城市客运优先发展"),
    ("文化和旅游部", "夜间文旅消费集聚"),
    ("国家发展改革委", "低空经济应用"),
    ("民政部", "社区养老服务改革"),
    ("住房和城乡建设部", "城市更新投融资"),
    ("国家数据局", "公共数据授权运营"),
    ("生态环境部", "无废园区建设"),
)
_NAMES = (
    "石家庄 唐山 太原 大同 呼和浩特 包头 沈阳 大连 鞍山 长春 延边朝鲜族自治州 哈尔滨 "
    "大庆 南京 无锡 苏州 南通 杭州 宁波 温州 嘉兴 合肥 芜湖 福州 "
    "厦门 泉州 南昌 赣州 济南 青岛 烟台 潍坊 郑州 洛阳 武汉 襄阳 "
    "宜昌 长沙 株洲 广州 深圳 珠海 佛山 东莞 南宁 柳州 海口 三亚 "
    "成都 绵阳 贵阳 遵义 昆明 曲靖 拉萨 西安 宝鸡 兰州 西宁 银川 "
    "乌鲁木齐"
)
CITIES = _NAMES.split()
NEWSPAPERS = ("新华社", "央视新闻", "经济日报", "中国新闻网", "澎湃新闻", "第一财经", "北京日报")
BATCHES = ("", "第一批", "第二批")


@dataclass(frozen=True, slots=True)
class Fact:
    """An announcement: who, what, when, and the places it is about."""

    key: str
    ministry: str
    programme: str
    stage: str
    batch: int
    cities: tuple[str, ...]
    day: date
    tasks: int = 0


def facts(seed: int) -> Iterator[Fact]:
    """Return what truly happened: of each programme two batches, a month or more between its announcements."""
    chance = random.Random(seed)
    for number, (ministry, programme) in enumerate(PROGRAMMES):
        day = date(2026, 1, 5) + timedelta(days=3 * number)
        pool = chance.sample(CITIES, 40)
        for batch, cities in ((1, pool[:16]), (2, pool[16:32])):
            chosen = tuple(cities[:12])
            about = (ministry, programme)
            yield Fact(f"{programme}{batch}申报", *about, "申报", batch, (), day)
            yield Fact(f"{programme}{batch}公示", *about, "公示", batch, tuple(cities[1:13]), day + timedelta(days=50))
            yield Fact(f"{programme}{batch}公布", *about, "公布", batch, chosen, day + timedelta(days=64))
            tasks = 40 + 13 * number + batch
            yield Fact(f"{programme}{batch}任务", *about, "任务", batch, chosen, day + timedelta(days=90), tasks)
            day += timedelta(days=140)


def tellings(fact: Fact, chance: random.Random, outlets: int = 5) -> Iterator[Telling]:
    """Return the ministry's own document, then what newspapers make of it within nine days."""
    yield Telling(f"{fact.key}/0", title(fact), notice(fact), fact.day, fact.key, Level.MINISTRY, fact.ministry)
    for number in range(1, outlets + 1):
        day = fact.day + timedelta(days=chance.choice((0, 0, 1, 1, 2, 4, 9)))
        newspaper = NEWSPAPERS[(number + len(fact.key)) % len(NEWSPAPERS)]
        if number == 1:
            foot = f"责任编辑：{chance.choice('张王李')}某 浏览次数：{chance.randint(9, 9999)}"
            text = f"来源：{fact.ministry}\n{notice(fact)}\n{foot}"
            yield Telling(f"{fact.key}/1", f"{title(fact)}（全文）", text, day, fact.key, Level.NEWS, newspaper)
        else:
            yield Telling(
                f"{fact.key}/{number}",
                headline(fact, number),
                report(fact, number, chance),
                day,
                fact.key,
                Level.NEWS,
                newspaper,
            )


def recap(fact: Fact, number: int) -> Telling:
    """Return a feature that repeats the decision weeks later."""
    short = "、".join(fact.cities[:3])
    text = (
        f"{fact.day.year}年以来，各地持续发力。自{BATCHES[fact.batch]}{fact.programme}试点启动以来，{short}等{len(fact.cities)}个试点城市"
        f"累计完成项目{number * 37 + 100}个，成效显著。下一步将总结推广经验做法，取得更大进展。"
    )
    day = fact.day + timedelta(days=70)
    return Telling(f"{fact.key}/recap", f"{fact.programme}试点成效显著", text, day, fact.key, Level.NEWS, "新华社")


def title(fact: Fact) -> str:
    """Return the official title."""
    name = f"{BATCHES[fact.batch]}{fact.programme}试点"
    return {
        "申报": f"{fact.ministry}办公厅关于组织申报{name}的通知",
        "公示": f"关于{name}城市拟入选名单的公示",
        "公布": f"{fact.ministry}办公厅关于公布{name}城市名单的通知",
        "任务": f"{fact.ministry}关于印发{name}任务清单的通知",
    }[fact.stage]


def notice(fact: Fact) -> str:
    """Return the official text."""
    name, count = f"{BATCHES[fact.batch]}{fact.programme}试点", len(fact.cities)
    cities = "、".join(city if city.endswith("州") and len(city) > 3 else f"{city}市" for city in fact.cities)
    opening = "各省、自治区、直辖市及计划单列市有关主管部门：\n"
    body = {
        "申报": f"为推动{fact.programme}工作，现组织开展{name}申报。每省推荐不超过2个城市，"
        f"请于{fact.day + timedelta(days=30):%Y年%m月%d日}前报送申报材料。",
        "公示": f"经地方推荐、专家评审，拟确定{cities}等{count}个城市为{name}城市，现予公示。"
        "公示期为5个工作日，如有异议请反馈。",
        "公布": f"经评审和公示，确定{cities}等{count}个城市为{name}城市，现予公布。试点期为两年，请抓好组织实施。",
        "任务": f"现将《{name}任务清单》印发给你们。清单在8个领域提出{fact.tasks}项试点任务，"
        f"由{cities}等{count}个城市承担，请结合实际认真落实。",
    }[fact.stage]
    return f"{opening}{body}\n{fact.ministry}\n{fact.day:%Y年%m月%d日}"


def headline(fact: Fact, number: int) -> str:
    """Return a newspaper's title: every outlet writes its own."""
    name, first = f"{fact.programme}试点", fact.cities[0] if fact.cities else ""
    return {
        "申报": (
            f"{BATCHES[fact.batch]}{name}申报启动",
            f"{fact.ministry}组织申报{name}",
            f"{name}{BATCHES[fact.batch]}开始申报",
        ),
        "公示": (
            f"{first}等地拟入选{name}",
            f"{BATCHES[fact.batch]}{name}名单公示",
            f"{fact.ministry}：{len(fact.cities)}城拟开展{name}",
        ),
        "公布": (
            f"{first}等{len(fact.cities)}城入选{name}",
            f"{BATCHES[fact.batch]}{name}城市名单公布",
            f"{name}{BATCHES[fact.batch]}名单出炉",
        ),
        "任务": (
            f"{fact.tasks}项{name}任务下达",
            f"{BATCHES[fact.batch]}{name}任务清单印发",
            f"{first}等城市获{fact.tasks}项{name}任务",
        ),
    }[fact.stage][number % 3]


def report(fact: Fact, number: int, chance: random.Random) -> str:
    """Return a newspaper's text: the list cut short in some, one city wrong in one."""
    cities = list(fact.cities)
    if number == 3:
        cities = cities[:4]
    elif number == 4 and cities:
        cities[chance.randrange(2, len(cities))] = chance.choice([city for city in CITIES if city not in fact.cities])
    named, count = "、".join(cities), len(fact.cities)
    name = f"{BATCHES[fact.batch] if number != 5 else ''}{fact.programme}试点"
    opening = ("", "", "记者获悉，", "快讯：", f"据{fact.ministry}网站消息，", "本报北京讯 ")[number]
    told = {
        "申报": f"{fact.ministry}日前印发通知，组织开展{name}申报工作，每省可推荐2个城市，申报材料须在下月底前报送。",
        "公示": f"{fact.ministry}日前对{name}城市名单进行公示，{named}等{count}个城市拟入选。公示期为5个工作日。",
        "公布": f"{fact.ministry}日前公布{name}城市名单，{named}等{count}个城市入选。试点期为两年。",
        "任务": f"{fact.ministry}日前印发{name}任务清单，在8个领域向{named}等{count}个城市明确{fact.tasks}项试点任务。",
    }[fact.stage]
    return f"{opening}{told}" + ("业内人士认为，此举将带动相关产业发展。" if number % 2 else "")
