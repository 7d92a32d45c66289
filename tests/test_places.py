import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from monitor.read.places import Kind, bare_scan, find_places, scan, watched_view

GOLD = Path(__file__).parent.parent.parent / "shared" / "gold" / "places.jsonl"
OWN = Path(__file__).parent / "labels" / "places.tsv"


@dataclass(frozen=True, slots=True)
class Row:
    text: str
    watched: str
    named: bool
    excluded: bool


@dataclass(frozen=True, slots=True)
class Score:
    precision: float
    recall: float
    exclusion: float
    misses: tuple[str, ...]

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def own_rows() -> Iterator[Row]:
    for line in OWN.read_text(encoding="utf-8").splitlines()[1:]:
        _, watched, expected, text = line.split("\t")
        for escape, character in (
            ("\\n", "\n"),
            ("\\t", "\t"),
            ("\\u200b", "\u200b"),
            ("\\ufeff", "\ufeff"),
            ("\\u3000", "\u3000"),
        ):
            text = text.replace(escape, character)
        yield Row(text, watched, expected != "-", expected == "X")


def score(rows: list[Row]) -> Score:
    right = claimed = wanted = flags = flags_right = 0
    misses = []
    for row in rows:
        view = watched_view(row.text, row.watched)
        excluded = any(mention["excluded"] for mention in view["mentions"])
        right += view["named"] and row.named
        claimed += view["named"]
        wanted += row.named
        flags += excluded or row.excluded
        flags_right += excluded and row.excluded
        if view["named"] != row.named or excluded != row.excluded:
            misses.append(f"{row.watched} {row.text!r}: {view}")
    return Score(right / claimed, right / wanted, flags_right / flags, tuple(misses))


@pytest.mark.skipif(not GOLD.exists(), reason="the development labels are not beside this checkout")
def test_development_scores_do_not_fall() -> None:
    labels = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    reached = score([Row(r["text"], r["watched"], r["named"], bool(r.get("excluded"))) for r in labels])
    assert reached.f1 >= 0.995, reached.misses
    assert reached.recall >= 0.99, reached.misses
    assert reached.exclusion >= 0.95, reached.misses


@pytest.mark.skipif(not GOLD.exists(), reason="the development labels are not beside this checkout")
def test_spans_of_the_development_labels_are_found() -> None:
    missed = []
    for label in map(json.loads, GOLD.read_text(encoding="utf-8").splitlines()):
        mentions = watched_view(label["text"], label["watched"])["mentions"]
        missed += [
            (label["id"], wanted["surface"])
            for wanted in label["mentions"]
            if label["named"] and not any(m["start"] < wanted["end"] and wanted["start"] < m["end"] for m in mentions)
        ]
    assert len(missed) <= 3, missed


def test_other_cities_and_other_wordings_score_as_well() -> None:
    reached = score(list(own_rows()))
    assert reached.precision >= 0.98, reached.misses
    assert reached.recall >= 0.985, reached.misses
    assert reached.exclusion >= 0.95, reached.misses


def kinds(text: str, watched: str = "大连市") -> list[tuple[str, str]]:
    return [(m["surface"], m["kind"]) for m in watched_view(text, watched)["mentions"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("同意大连市开展试点", [("大连市", "place")]),
        ("辽宁庄河抽水蓄能电站", [("庄河", "district")]),
        ("支持金普新区开展探索", [("金普新区", "zone")]),
        ("大连市商务局印发通知", [("大连市商务局", "body")]),
        ("大连理工大学牵头", [("大连理工大学", "organisation")]),
        ("青岛市大连路改造", [("大连路", "street_or_other")]),
        ("14个沿海开放城市", [("14个沿海开放城市", "group")]),
        ("支持大 连 市开展试点", [("大 连 市", "place")]),
        ("黑龙江省五大连池市", []),
    ],
)
def test_a_mention_says_what_the_name_is_used_for(text: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(text) == expected


def test_a_mention_carries_code_name_and_offsets_into_the_text_as_given() -> None:
    text = "关于同意大&nbsp;连&nbsp;市瓦房店市的批复"
    (city, county) = watched_view(text, "大连")["mentions"]
    assert text[city["start"] : city["end"]] == city["surface"] == "大&nbsp;连&nbsp;市"
    assert (city["code"], city["name"], county["code"], county["name"]) == ("210200", "大连市", "210281", "瓦房店市")


def test_without_a_watched_place_everything_is_told() -> None:
    view = watched_view("辽宁省沈阳、大连两市与长三角地区合作")
    assert view["named"]
    assert [m["name"] for m in view["mentions"]] == ["辽宁省", "沈阳市", "大连市", "长三角"]


def test_an_unknown_watched_place_is_an_error_that_names_it() -> None:
    with pytest.raises(LookupError, match="大连尔"):
        watched_view("大连", "大连尔")


def test_a_province_is_no_naming_of_its_cities_but_concerns_who_watches_it() -> None:
    assert not watched_view("辽宁省各市人民政府", "大连")["named"]
    assert watched_view("大连市庄河市", "辽宁省")["named"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("长春市朝阳区和南关区", "220104"),
        ("北京市海淀区、朝阳区", "110105"),
        ("福州市鼓楼区", "350102"),
        ("江苏省徐州市铜山区、鼓楼区", "320302"),
        ("辽宁朝阳", "211300"),
        ("阜新、朝阳、葫芦岛", "211300"),
        ("长春、吉林、四平", "220200"),
        ("吉林、黑龙江两省", "220000"),
        ("原莱芜市并入济南", "370116"),
    ],
)
def test_a_shared_name_means_the_place_its_surroundings_tell(text: str, code: str) -> None:
    assert code in [naming.code for naming in find_places(text)]


def test_a_shared_name_that_nothing_tells_apart_names_nothing() -> None:
    assert find_places("鼓楼区开展试点") == ()


def test_the_title_tells_which_district_is_meant() -> None:
    assert [n.code for n in find_places("鼓楼区开展试点", title="南京市人民政府公告")] == ["320106"]


def test_a_salutation_is_marked_as_one() -> None:
    (group,) = (n for n in find_places("各省、自治区、直辖市、计划单列市财政厅（局）：") if n.name == "计划单列市")
    assert group.reason == "salutation"
    (later,) = find_places("计划单列市可参照执行。")
    assert later.reason == "group"
    assert later.members == ("210200", "370200", "330200", "350200", "440300")


def test_an_english_spelling_of_two_cities_names_both_unless_the_text_tells() -> None:
    assert {n.code for n in find_places("Yulin was added.")} == {"450900", "610800"}
    assert [n.name for n in find_places("Yulin, Shaanxi") if n.kind is Kind.PLACE] == ["榆林市", "陕西省"]


def test_every_naming_quotes_its_place_in_the_text_and_gives_a_reason() -> None:
    for row in own_rows():
        for naming in find_places(row.text):
            assert row.text[naming.start : naming.end] == naming.surface
            assert naming.reason


def test_a_long_notice_is_read_whole_and_in_order() -> None:
    text = "一、支持大连市、沈阳市建设。\n" * 2000
    namings = find_places(text)
    assert len(namings) == 4000
    assert [n.start for n in namings] == sorted(n.start for n in namings)


def test_scanning_alone_counts_what_may_be_a_place() -> None:
    assert bare_scan("支持大连、沈阳扩大连锁") == scan("支持大连、沈阳扩大连锁") == 3
    assert (bare_scan("大 連"), scan("大 連")) == (0, 1)
