"""A year of announcements on thirty sources, with the exact truth of what a subscriber to 大连 is to hear.

Ten ministries, seven newspapers and thirteen local columns: official texts, reprints with edited titles, short lists
and slips, recaps, weekly reports, false friends of the name, corrections made days later, and edits that are none.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from tests.reprints import NEWSPAPERS, PROGRAMMES, Fact, facts, notice, recap, tellings
from tests.shelf import Telling

MINISTRIES = tuple(ministry for ministry, _ in PROGRAMMES)
_LOCAL = "沈阳 鞍山 长春 青岛 宁波 厦门 深圳 成都 西安 武汉 合肥 福州 苏州"
LOCALS = tuple(f"{city}日报" for city in _LOCAL.split())
PUBLISHERS = (*MINISTRIES, *NEWSPAPERS, *LOCALS)
SHOWN = 15
CORRECTED_EVERY = 9
CORRECTED_AFTER = timedelta(days=2)
TRAPS = (
    ("企业扩大连锁经营规模", "多家企业扩大连锁经营规模，加大连片开发力度，取得重大连续进展，五大连池景区客流增长。"),
    ("上海大连路商圈开业", "位于上海市杨浦区大连路的商圈开业，首日客流超过5万人次，周边交通总体平稳。"),
    ("高校成果转化签约", "大连理工大学与某企业签署成果转化协议，双方将共建联合实验室，开展人才培养。"),
    ("一周天气回顾", "本周北方大部多云，南方有分散性阵雨，气温接近常年同期，未来三天变化不大。"),
    ("菜篮子价格周报", "本周蔬菜价格总体平稳，猪肉价格小幅波动，水果供应充足，水产品价格略有上涨。"),
)
PAGE = (
    "<html><head><meta charset=utf-8><title>{title}</title></head><body><h1>{title}</h1>"
    "<div class=info>发布时间：{day} 浏览次数：{views}</div><div id=zoom>{body}</div></body></html>"
)


@dataclass(slots=True)
class Year:
    """The recording's lines in order, and the truth: announcements of which 大连 hears, and by which page."""

    lines: list[str] = field(default_factory=list)
    expected: set[str] = field(default_factory=set)
    announcement: dict[str, str] = field(default_factory=dict)
    documents: int = 0


def source_id(publisher: str) -> str:
    """Return the id of a publisher's column."""
    return f"s{PUBLISHERS.index(publisher):02}"


def configuration(every: str) -> str:
    """Return a sources.yaml with all thirty columns and one subscriber to 大连."""
    sources = (
        f"  - {{id: {source_id(name)}, name: {name}, publisher: {name}, url: 'https://{source_id(name)}.example/', "
        f"level: {'ministry' if name in MINISTRIES else 'news'}, every: {every}, "
        "listing: {kind: html, entry: 'ul.list > li', date: span}}"
        for name in PUBLISHERS
    )
    return "\n".join(
        ("sources:", *sources, "subscriptions:", '  - {name: 大连市商务局, channel: "console://", places: [大连]}', "")
    )


def year(seed: int, *, since: date = date(2026, 1, 5), until: date = date(2026, 12, 31)) -> Year:
    """Return the recording from one day to another, the same for the same seed."""
    chance, made = random.Random(seed), Year()
    happened: list[tuple[datetime, Telling]] = []
    edits: list[tuple[datetime, Telling]] = []
    for number, fact in enumerate(sorted(facts(seed), key=lambda fact: fact.day)):
        told = list(tellings(fact, chance))
        if fact.stage == "公布":
            told.append(recap(fact, number))
        moments = [(_moment(telling, chance), telling) for telling in told]
        official = moments[0]
        happened += [official, *((max(at, official[0] + timedelta(hours=3)), telling) for at, telling in moments[1:])]
        edits += _edits(fact, number, official)
        corrected = _is_corrected(fact, number) and fact.day + CORRECTED_AFTER <= until
        if since <= fact.day <= until and ("大连" in fact.cities or corrected):
            made.expected.add(fact.key)
    happened += _everyday(chance, since, until)
    _expect_removals(seed, made, since, until)
    happened = [(at, telling) for at, telling in happened if at.date() >= since]
    _record(made, happened, edits, since, until, chance)
    return made


def _moment(telling: Telling, chance: random.Random) -> datetime:
    assert telling.published is not None
    hour = 1 if telling.id.endswith("/0") else chance.randrange(4, 14)
    return datetime.combine(telling.published, time(hour, chance.randrange(60)), UTC)


def _edits(fact: Fact, number: int, official: tuple[datetime, Telling]) -> Iterator[tuple[datetime, Telling]]:
    """Correct some decisions two days later; re-arrange others, which is no change."""
    at, telling = official
    if fact.stage != "公布":
        return
    cities = list(fact.cities)
    if _is_corrected(fact, number):
        corrected = Fact(
            fact.key, fact.ministry, fact.programme, fact.stage, fact.batch, (*cities[:-1], "大连"), fact.day
        )
        yield at + CORRECTED_AFTER, _with(telling, notice(corrected))
    else:
        turned = Fact(
            fact.key, fact.ministry, fact.programme, fact.stage, fact.batch, (*cities[6:], *cities[:6]), fact.day
        )
        yield at + timedelta(days=3), _with(telling, notice(turned))


def _is_corrected(fact: Fact, number: int) -> bool:
    return fact.stage == "公布" and number % CORRECTED_EVERY == 0 and "大连" not in fact.cities


def _with(telling: Telling, text: str) -> Telling:
    return Telling(
        telling.id, telling.title, text, telling.published, telling.announcement, telling.level, telling.publisher
    )


def _expect_removals(seed: int, made: Year, since: date, until: date) -> None:
    """A city that was proposed and not chosen hears so."""
    by_key = {fact.key: fact for fact in facts(seed)}
    for key, fact in by_key.items():
        decision = by_key.get(key.removesuffix("公示") + "公布") if fact.stage == "公示" else None
        if (
            decision is not None
            and "大连" in fact.cities
            and "大连" not in decision.cities
            and since <= fact.day
            and decision.day <= until
        ):
            made.expected.add(decision.key)


def _everyday(chance: random.Random, since: date, until: date) -> Iterator[tuple[datetime, Telling]]:
    """Give what columns carry every week and concerns nobody, with the traps of the name."""
    day = since
    while day <= until:
        for publisher in (*NEWSPAPERS, *LOCALS):
            if chance.random() < 0.12:
                title, text = chance.choice(TRAPS)
                key = f"everyday {publisher} {day}"
                body = f"{text}（{publisher}{day:%m月%d日}讯，第{chance.randrange(10**6)}号）"
                telling = Telling(key, f"{title}（{day:%m月%d日}）", body, day, key, publisher=publisher)
                yield _moment(telling, chance), telling
        day += timedelta(days=1)


def _record(
    made: Year,
    happened: list[tuple[datetime, Telling]],
    edits: list[tuple[datetime, Telling]],
    since: date,
    until: date,
    chance: random.Random,
) -> None:
    columns: dict[str, list[str]] = {name: [] for name in PUBLISHERS}
    pages: dict[str, str] = {}
    for name in PUBLISHERS:
        _list(made, datetime.combine(since, time(), UTC), name, columns[name])
    both = [(at, False, telling) for at, telling in happened] + [(at, True, telling) for at, telling in edits]
    for at, edited, telling in sorted(both, key=lambda item: (item[0], item[1], item[2].id)):
        if at.date() > until:
            break
        if edited and telling.id not in pages:
            continue
        url = pages.setdefault(telling.id, f"https://{source_id(telling.publisher)}.example/{len(pages)}.html")
        made.announcement[url] = telling.announcement
        body = "".join(f"<p>{line}</p>" for line in telling.text.splitlines())
        page = PAGE.format(title=telling.title, day=telling.published, views=chance.randrange(9999), body=body)
        made.lines.append(_line(at, telling.publisher, url=url, body=page))
        if not edited:
            made.documents += 1
            columns[telling.publisher].insert(
                0, f'<li><a href="{url}">{telling.title}</a><span>{telling.published}</span></li>'
            )
            _list(made, at, telling.publisher, columns[telling.publisher])


def _list(made: Year, at: datetime, publisher: str, entries: list[str]) -> None:
    old = f'<li><a href="https://{source_id(publisher)}.example/old.html">关于印发工作要点的通知</a><span>2025-12-01</span></li>'
    shown = "".join([*entries, old][:SHOWN])
    made.lines.append(_line(at, publisher, listing=f"<html><meta charset=utf-8><ul class=list>{shown}</ul></html>"))


def _line(at: datetime, publisher: str, **said: str) -> str:
    return json.dumps({"time": at.isoformat(), "source": source_id(publisher)} | said, ensure_ascii=False)
