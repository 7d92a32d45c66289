import re

import pytest

from monitor.gazetteer import city_of, divisions, former_names, groups, place, resolve, zones

CHECKED = {
    "210202": "中山区", "210203": "西岗区", "210204": "沙河口区", "210211": "甘井子区", "210212": "旅顺口区",
    "210213": "金州区", "210214": "普兰店区", "210281": "瓦房店市", "210283": "庄河市", "210224": "长海县",
    "370116": "莱芜区", "420600": "襄阳市", "540481": "米林市", "540581": "错那市", "659012": "白杨市",
    "330113": "临平区", "350405": "沙县区", "460400": "儋州市", "410307": "偃师区", "653228": "和康县",
}  # fmt: skip


@pytest.mark.parametrize(("code", "name"), CHECKED.items())
def test_codes_are_those_of_today(code: str, name: str) -> None:
    found = place(code)
    assert found is not None
    assert found.name == name


def test_every_prefecture_and_county_is_there_with_an_english_name() -> None:
    assert sum(1 for p in divisions() if p.kind in ("province", "municipality")) == 34
    assert sum(1 for p in divisions() if p.kind == "city") == 333
    assert sum(1 for p in divisions() if p.kind == "county") > 2800
    assert all(re.match("[A-Z]", p.english) for p in divisions())
    assert all(re.fullmatch(r"\d{6}", p.code) for p in divisions())


@pytest.mark.parametrize(
    "name",
    [
        "大连",
        "大连市",
        "辽宁大连",
        "辽宁省大连市",
        "大連",
        "大 连 市",
        "Dalian",
        "DALIAN",
        "Dalian City",
        "210200",
        "２１０２００",
    ],
)
def test_one_place_however_it_is_written(name: str) -> None:
    assert [p.code for p in resolve(name)] == ["210200"]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("襄樊", ["420600"]),
        ("思茅市", ["530800"]),
        ("旅大市", ["210200"]),
        ("莱芜市", ["370116"]),
        ("即墨市", ["370215"]),
        ("吉林市", ["220200"]),
        ("吉林", ["220000", "220200"]),
        ("朝阳区", ["110105", "220104"]),
        ("北京市朝阳区", ["110105"]),
        ("朝阳", ["211300"]),
        ("辽宁省大连市瓦房店市", ["210281"]),
        ("Xi'an", ["610100"]),
        ("Xian", ["610100"]),
        ("Suzhou", ["320500", "341300"]),
        ("北京", ["110000"]),
        ("济源", ["419001"]),
        ("大连尔", []),
        ("沈阳市大连市", []),
        ("", []),
    ],
)
def test_names_resolve_to_every_place_they_may_mean(name: str, codes: list[str]) -> None:
    assert [p.code for p in resolve(name)] == codes


def test_a_zone_has_the_code_of_its_host_and_its_own_name() -> None:
    (found,) = resolve("金普新区")
    assert (found.code, found.name, found.city, found.kind) == ("210200", "金普新区", "210200", "zone")


@pytest.mark.parametrize(
    ("code", "city"),
    [("210281", "210200"), ("110105", "110000"), ("419001", "419001"), ("210000", "210000"), ("1", "1")],
)
def test_divisions_roll_up_to_their_city(code: str, city: str) -> None:
    assert city_of(code) == city


def test_former_names_stand_for_divisions_of_today() -> None:
    assert len(former_names()) > 1000
    assert all(place(old.code) for old in former_names())


def test_all_state_level_new_areas_are_known() -> None:
    own = {zone.place.name for zone in zones()} | {p.name for p in divisions()}
    assert own >= {
        "浦东新区", "滨海新区", "两江新区", "舟山群岛新区", "兰州新区", "南沙新区", "西咸新区", "贵安新区",
        "西海岸新区", "金普新区", "天府新区", "湘江新区", "江北新区", "福州新区", "滇中新区", "哈尔滨新区",
        "长春新区", "赣江新区", "雄安新区",
    }  # fmt: skip


def test_dalian_has_its_zones_ports_and_islands() -> None:
    names = {zone.place.name for zone in zones() if zone.place.city == "210200"}
    assert len(names) >= 30
    assert {"长兴岛", "大窑湾", "金石滩", "花园口", "太平湾"} <= names


def test_groups_are_dated_lists_of_known_codes() -> None:
    by_name = {group.name: group for group in groups()}
    assert set(by_name["计划单列市"].members) == {"210200", "370200", "330200", "350200", "440300"}
    assert len(by_name["副省级城市"].members) == 15
    assert len(by_name["沿海开放城市"].members) == 14
    assert "210200" in by_name["东北地区"].members
    assert by_name["全国"].tier == "national"
    for group in groups():
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", group.as_of)
        assert group.source
        assert all(place(code) for code in group.members)
        assert len(set(group.members)) == len(group.members)


def test_no_surface_belongs_to_two_groups() -> None:
    surfaces = [surface for group in groups() for surface in group.surfaces]
    assert len(surfaces) == len(set(surfaces))
