from collections.abc import Callable
from contextlib import suppress
from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from monitor.config import Config, ConfigError, load
from monitor.config.checks import Duration
from monitor.config.yamlfile import fill_in, parse
from monitor.model import (
    DocumentRule,
    Expectation,
    FeedListing,
    HtmlListing,
    Keywords,
    Level,
    Network,
    Pace,
    QuietHours,
    Role,
    Source,
    Subscription,
)

SOURCE = """
sources:
  - id: mofcom-zcfb
    name: 商务部 政策发布
    publisher: 商务部
    level: ministry
    url: https://www.mofcom.gov.cn/zcfb/index.html
    every: 15m
    listing: {kind: html, entry: "ul.policy-list > li"}
"""
SUBSCRIPTION = """
subscriptions:
  - name: 大连市商务局
    channel: "console://"
    places: [大连]
"""

Loading = Callable[..., Config]


def only_known_schemes(url: str) -> None:
    if not url.startswith(("console://", "json://", "mailto://")):
        raise ValueError("not a channel; expected an apprise URL such as mailto://… or console://")


@pytest.fixture
def loaded(tmp_path: Path) -> Loading:
    def load_text(text: str | bytes, **environ: str) -> Config:
        path = tmp_path / "sources.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load(path, environ, only_known_schemes)

    return load_text


@pytest.fixture
def complaint(tmp_path: Path, loaded: Loading) -> Callable[..., str]:
    def complaint_about(text: str | bytes, **environ: str) -> str:
        with pytest.raises(ConfigError) as caught:
            loaded(text, **environ)
        return str(caught.value).removeprefix(f"{tmp_path}/")

    return complaint_about


def test_every_key_reaches_the_program(loaded: Loading) -> None:
    config = loaded(
        """
timezone: Asia/Tokyo
network: {allow_private: ["127.0.0.0/8", "fd00::/8"], per_host_interval: 0s, timeout: 1.5s}
public_url: https://pilots.example/
operators: ["${OPS}"]
mail: "mailto://smtp.example?from=watch@pilots.example"
canary: {every: 5m, channel: "${OPS}"}
sources:
  - id: mofcom-zcfb
    name: 商务部 政策发布
    publisher: 商务部
    level: ministry
    url: https://www.mofcom.gov.cn/zcfb/index.html
    every: 15m
    listing: {kind: html, entry: "ul > li", link: a, title: a, date: span}
    document: {title: h1, published: "meta[name=PubDate]", body: "#zoom"}
    expect: {min_entries: 10, quiet_after: 5d}
    enabled: false
  - {id: feed, name: Feed, publisher: 报社, level: news, url: "http://b.example/rss", every: 6h, listing: {kind: feed}}
subscriptions:
  - name: 大连市商务局
    channel: "${DALIAN:-console://}"
    places: [大连, "210200", 青岛市]
    programmes: [retail-innovation]
    sources: [feed]
    roles: [selected, implied]
    digest: [mentioned]
    keywords: {any: [首店, 夜经济], all: [零售], none: [征求意见]}
    pace: weekly
    at: 18:30
    day: friday
    timezone: Europe/Berlin
    quiet: {start: "22:00", end: "7:05", urgent: [removed]}
    salutation: true
    reminders: [5]
    language: en
""",
        OPS="json://127.0.0.1/ops",
    )
    assert config == Config(
        timezone=ZoneInfo("Asia/Tokyo"),
        network=Network(("127.0.0.0/8", "fd00::/8"), timedelta(0), timedelta(seconds=1.5)),
        public_url="https://pilots.example",
        operators=(Subscription("operator-1", "operator 1", "json://127.0.0.1/ops", ()),),
        sources=(
            Source(
                id="mofcom-zcfb",
                name="商务部 政策发布",
                publisher="商务部",
                level=Level.MINISTRY,
                url="https://www.mofcom.gov.cn/zcfb/index.html",
                every=timedelta(minutes=15),
                listing=HtmlListing("ul > li", "a", "a", "span"),
                document=DocumentRule("h1", "meta[name=PubDate]", "#zoom"),
                expect=Expectation(10, timedelta(days=5)),
                enabled=False,
            ),
            Source("feed", "Feed", "报社", Level.NEWS, "http://b.example/rss", timedelta(hours=6), FeedListing()),
        ),
        subscriptions=(
            Subscription(
                id="大连市商务局",
                name="大连市商务局",
                channel="console://",
                places=("210200", "370200"),
                programmes=("retail-innovation",),
                sources=("feed",),
                roles=(Role.SELECTED, Role.IMPLIED),
                digest=(Role.MENTIONED,),
                keywords=Keywords(any=("首店", "夜经济"), all=("零售",), none=("征求意见",)),
                pace=Pace.WEEKLY,
                at=time(18, 30),
                day=4,
                timezone="Europe/Berlin",
                quiet=QuietHours(time(22), time(7, 5), (Role.REMOVED,)),
                salutation=True,
                reminders=(5,),
                language="en",
            ),
        ),
        mail="mailto://smtp.example?from=watch@pilots.example",
        canary=timedelta(minutes=5),
        canary_channel="json://127.0.0.1/ops",
    )


def test_what_is_left_out_has_the_defaults_of_the_nouns(loaded: Loading) -> None:
    config = loaded(SOURCE + SUBSCRIPTION)
    assert config.timezone == ZoneInfo("Asia/Shanghai")
    assert config.network == Network()
    assert config.public_url == "http://127.0.0.1:8080"
    assert config.operators == ()
    assert config.sources[0].listing == HtmlListing("ul.policy-list > li")
    assert (config.sources[0].document, config.sources[0].expect, config.sources[0].enabled) == (
        DocumentRule(),
        Expectation(),
        True,
    )
    assert config.subscriptions == (Subscription("大连市商务局", "大连市商务局", "console://", ("210200",)),)


def test_a_byte_order_mark_is_no_part_of_the_file(loaded: Loading) -> None:
    assert loaded(b"\xef\xbb\xbf" + SOURCE.encode()).sources[0].id == "mofcom-zcfb"


def with_source(**changes: str) -> str:
    keys = {
        "id": "s-1",
        "name": "S",
        "publisher": "P",
        "level": "news",
        "url": "https://a.example/",
        "every": "15m",
        "listing": "{kind: feed}",
    }
    lines = [f"{key}: {value}" for key, value in (keys | changes).items() if value != "-"]
    return "sources:\n  - " + "\n    ".join(lines) + "\n"


def with_subscription(**changes: str) -> str:
    keys = {"name": "D", "channel": "console://", "places": "[大连]"}
    lines = [f"{key}: {value}" for key, value in (keys | changes).items() if value != "-"]
    return "sources: []\nsubscriptions:\n  - " + "\n    ".join(lines) + "\n"


BROKEN = {
    "unknown key": (
        with_source(evry="15m", every="-"),
        "sources.yaml: sources.0.evry (s-1): unknown key; did you mean every?",
    ),
    "unknown key far from any": (
        with_source(expect="{zzz: 1}"),
        "sources.yaml: sources.0.expect.zzz (s-1): unknown key; expected one of min_entries, quiet_after",
    ),
    "unknown key in a listing": (
        with_source(listing="{kind: html, entrry: li}"),
        "sources.yaml: sources.0.listing.entrry (s-1): unknown key; did you mean entry?",
    ),
    "a key of another listing kind": (
        with_source(listing="{kind: feed, entry: li}"),
        "sources.yaml: sources.0.listing.entry (s-1): unknown key; expected one of kind",
    ),
    "unknown key of the file": (
        "source: []",
        "sources.yaml: source: unknown key; did you mean sources?",
    ),
    "unknown key that is no text": (
        "1: x\nsources: []",
        (
            "sources.yaml: 1: unknown key; "
            "expected one of timezone, network, public_url, operators, mail, canary, sources, "
            "subscriptions"
        ),
    ),
    "missing key": (
        with_source(url="-"),
        "sources.yaml: sources.0.url (s-1): required, and missing",
    ),
    "missing selector": (
        with_source(listing="{kind: html}"),
        "sources.yaml: sources.0.listing.entry (s-1): required, and missing",
    ),
    "missing sources": ("operators: []", "sources.yaml: sources: required, and missing"),
    "bad selector": (
        with_source(listing='{kind: html, entry: "ul..x > li"}'),
        "sources.yaml: sources.0.listing.entry (s-1): 'ul..x > li' is not a CSS selector",
    ),
    "bad selector of a document": (
        with_source(document='{body: "div["}'),
        "sources.yaml: sources.0.document.body (s-1): 'div[' is not a CSS selector",
    ),
    "bad duration": (
        with_source(every="15 minutes"),
        (
            "sources.yaml: sources.0.every (s-1): '15 minutes' is not a duration; "
            "expected a number and s, m, h or d, such as 90s, 15m, 6h or 5d"
        ),
    ),
    "a number without a unit": (
        with_source(every="15"),
        (
            "sources.yaml: sources.0.every (s-1): 15 is not a duration; "
            "expected a number and s, m, h or d, such as 90s, 15m, 6h or 5d"
        ),
    ),
    "too short a duration": (
        with_source(every="0.5s"),
        "sources.yaml: sources.0.every (s-1): '0.5s' is too short; expected at least 1s",
    ),
    "unset variable": (
        with_subscription(channel='"${DALIAN_CHANNEL}"'),
        (
            "sources.yaml: subscriptions.0.channel (D): the variable DALIAN_CHANNEL is not set; "
            "set it, or write ${DALIAN_CHANNEL:-default}"
        ),
    ),
    "malformed variable": (
        with_subscription(channel='"${DALIAN-CHANNEL}"'),
        "sources.yaml: subscriptions.0.channel (D): expected ${NAME} or ${NAME:-default}",
    ),
    "duplicate id": (
        with_source() + with_source().removeprefix("sources:\n"),
        "sources.yaml: sources.1.id (s-1): 's-1' is already the id of sources.0",
    ),
    "duplicate name": (
        with_subscription() + "  - {name: D, channel: 'console://', places: [青岛]}",
        "sources.yaml: subscriptions.1.name (D): already the name of subscriptions.0",
    ),
    "the name of an operator": (
        "operators: ['console://']\n" + with_subscription(name="operator-1"),
        "sources.yaml: subscriptions.0.name (operator-1): already the name of an operator",
    ),
    "bad id": (
        with_source(id="MOFCOM_1"),
        "sources.yaml: sources.0.id (MOFCOM_1): 'MOFCOM_1' is not an id; expected only a-z, 0-9 and -",
    ),
    "id that YAML reads as a truth value": (
        with_source(id="no"),
        "sources.yaml: sources.0.id: False is not text; put it in quotes",
    ),
    "unknown city": (
        with_subscription(places="[大连巿]"),
        "sources.yaml: subscriptions.0.places.0 (D): '大连巿' is not a known place; did you mean 大连 or 大连市?",
    ),
    "no city": (
        with_subscription(places="[]"),
        "sources.yaml: subscriptions.0.places (D): expected at least one",
    ),
    "city that is no list": (
        with_subscription(places="大连"),
        "sources.yaml: subscriptions.0.places (D): '大连' is not a list; write [] for none",
    ),
    "bad channel": (
        with_subscription(channel='"slakc://secret-token"'),
        "sources.yaml: subscriptions.0.channel (D): not a channel; expected an apprise URL such as mailto://… or console://",
    ),
    "bad operator channel": (
        "operators: ['nope']\nsources: []",
        "sources.yaml: operators.0: not a channel; expected an apprise URL such as mailto://… or console://",
    ),
    "unknown role": (
        with_subscription(roles="[selectd]"),
        "sources.yaml: subscriptions.0.roles.0 (D): 'selectd' is not known here; did you mean selected?",
    ),
    "unknown pace": (
        with_subscription(pace="sometimes"),
        (
            "sources.yaml: subscriptions.0.pace (D): 'sometimes' is not known here; "
            "expected one of at_once, hourly, daily, weekly"
        ),
    ),
    "time without minutes": (
        with_subscription(at='"8"'),
        "sources.yaml: subscriptions.0.at (D): '8' is not a time of day; expected hours and minutes, such as \"08:00\"",
    ),
    "misspelt day": (
        with_subscription(day="firday"),
        "sources.yaml: subscriptions.0.day (D): 'firday' is not a day of the week; did you mean friday?",
    ),
    "quiet hours without an end": (
        with_subscription(quiet='{start: "22:00"}'),
        "sources.yaml: subscriptions.0.quiet.end (D): required, and missing",
    ),
    "misspelt keyword condition": (
        with_subscription(keywords="{nne: [试点]}"),
        "sources.yaml: subscriptions.0.keywords.nne (D): unknown key; did you mean none?",
    ),
    "mail that is no mail": (
        "mail: 'json://127.0.0.1/x'\nsources: []",
        "sources.yaml: mail: expected a mailto:// or mailtos:// channel without recipients",
    ),
    "unknown language": (
        with_subscription(language="fr"),
        "sources.yaml: subscriptions.0.language (D): 'fr' is not known here; expected one of zh, en",
    ),
    "unknown level": (
        with_source(level="minstry"),
        "sources.yaml: sources.0.level (s-1): 'minstry' is not known here; did you mean ministry?",
    ),
    "unknown kind": (
        with_source(listing="{kind: htm}"),
        "sources.yaml: sources.0.listing.kind (s-1): 'htm' is not a known kind; did you mean html?",
    ),
    "far from any kind": (
        with_source(listing="{kind: sparql}"),
        (
            "sources.yaml: sources.0.listing.kind (s-1): 'sparql' is not a known kind; "
            "expected one of html, feed, json, jpaas, jpage, ds_json, web_idx"
        ),
    ),
    "missing kind": (
        with_source(listing="{entry: li}"),
        "sources.yaml: sources.0.listing.kind (s-1): required, and missing",
    ),
    "listing that is no mapping": (
        with_source(listing="html"),
        "sources.yaml: sources.0.listing (s-1): 'html' is not a mapping of keys",
    ),
    "source a subscription does not find": (
        with_source() + with_subscription(sources="[s1]").removeprefix("sources: []\n"),
        "sources.yaml: subscriptions.0.sources.0 (D): not the id of a source; did you mean s-1?",
    ),
    "bad address": (
        with_source(url="ftp://a.example/"),
        (
            "sources.yaml: sources.0.url (s-1): 'ftp://a.example/' is not a web address; "
            "expected http:// or https:// and a host"
        ),
    ),
    "address without a host": (
        with_source(url="https:///index.html"),
        (
            "sources.yaml: sources.0.url (s-1): 'https:///index.html' is not a web address; "
            "expected http:// or https:// and a host"
        ),
    ),
    "address with a bad port": (
        with_source(url="http://a.example:99999/"),
        (
            "sources.yaml: sources.0.url (s-1): 'http://a.example:99999/' is not a web address; "
            "expected http:// or https:// and a host"
        ),
    ),
    "bad network": (
        "network: {allow_private: [127.0.0.1/8]}\nsources: []",
        (
            "sources.yaml: network.allow_private.0: '127.0.0.1/8' is not a network; "
            "expected an address and a prefix length, such as 127.0.0.0/8"
        ),
    ),
    "bad time zone": (
        "timezone: Asia/Dalian\nsources: []",
        "sources.yaml: timezone: 'Asia/Dalian' is not a time zone; expected a name such as Asia/Shanghai",
    ),
    "bad count": (
        with_source(expect="{min_entries: 0}"),
        "sources.yaml: sources.0.expect.min_entries (s-1): 0 is too small; expected at least 1",
    ),
    "bad truth value": (
        with_source(enabled="maybe"),
        "sources.yaml: sources.0.enabled (s-1): 'maybe' is not true or false",
    ),
    "list left empty": ("sources:", "sources.yaml: sources: an empty value is not a list; write [] for none"),
    "key twice": (
        "sources: []\nsources: []",
        "sources.yaml: line 2, column 1: not valid YAML: the key 'sources' is there twice",
    ),
    "YAML error": (
        "sources:\n  - {id: a",
        "sources.yaml: line 2, column 11: not valid YAML: expected ',' or '}', but got '<stream end>'",
    ),
    "control character": (
        "sources: []\nname: \x01",
        "sources.yaml: line 2: not valid YAML: control characters are not allowed",
    ),
    "a value inside itself": (
        "sources: &all\n  - *all",
        "sources.yaml: line 1, column 10: not valid YAML: found unconstructable recursive node",
    ),
    "a tag that makes objects": (
        "sources: !!python/object/apply:os.getcwd []",
        (
            "sources.yaml: line 1, column 10: not valid YAML: could not determine a constructor for the tag "
            "'tag:yaml.org,2002:python/object/apply:os.getcwd'"
        ),
    ),
    "not a mapping": (
        "- id: a",
        (
            "sources.yaml: expected a mapping with the keys "
            "timezone, network, public_url, operators, mail, canary, sources, "
            "subscriptions"
        ),
    ),
    "empty file": (
        "",
        (
            "sources.yaml: expected a mapping with the keys "
            "timezone, network, public_url, operators, mail, canary, sources, "
            "subscriptions"
        ),
    ),
    "not UTF-8": ("sources: [] # 大连".encode("gb18030"), "sources.yaml: not UTF-8 at byte 14; save the file as UTF-8"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_one_line_naming_the_key_and_what_was_expected(
    complaint: Callable[..., str], name: str
) -> None:
    text, expected = BROKEN[name]
    assert complaint(text) == expected


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "absent.yaml", {}, only_known_schemes)
    assert str(caught.value) == (
        f"{tmp_path}/absent.yaml: cannot be read (No such file or directory); name another file with --config"
    )


def test_an_ambiguous_place_is_asked_for_by_code(complaint: Callable[..., str]) -> None:
    assert complaint(with_subscription(places="[吉林]")) == (
        "sources.yaml: subscriptions.0.places.0 (D): '吉林' is more than one place; "
        "write one of the codes 220000 (吉林省), 220200 (吉林市)"
    )


def test_a_group_of_cities_stands_for_its_members_once(loaded: Loading) -> None:
    places = loaded(with_subscription(places="[大连, 计划单列市]")).subscriptions[0].places
    assert places[0] == "210200"
    assert sorted(places) == ["210200", "330200", "350200", "370200", "440300"]


def test_a_zone_is_not_taken_for_the_city_around_it(complaint: Callable[..., str]) -> None:
    assert complaint(with_subscription(places="[金普新区]")) == (
        "sources.yaml: subscriptions.0.places.0 (D): '金普新区' is a zone; "
        "expected a division, such as the one it lies in, 210200"
    )


@pytest.mark.parametrize("key", ["every", "url", "level", "id", "name"])
def test_the_value_of_a_variable_is_never_shown(complaint: Callable[..., str], key: str) -> None:
    line = (
        complaint(with_source(**{key: '"${SECRET}"'}), SECRET="hunter2\n")
        if key != "name"
        else complaint(with_source(name='"${SECRET}"', every="x"), SECRET="hunter2")
    )
    assert "hunter2" not in line
    assert "\n" not in line
    assert f"sources.0.{'every' if key == 'name' else key} (" in line


def test_a_channel_is_shown_neither_in_the_line_nor_in_its_causes(loaded: Loading) -> None:
    with pytest.raises(ConfigError) as caught:
        loaded(with_subscription(channel='"${CHANNEL}"'), CHANNEL="slakc://hunter2")
    error: BaseException | None = caught.value
    while error is not None:
        assert "hunter2" not in str(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def test_a_default_stands_in_for_a_variable_that_is_unset_or_empty(loaded: Loading) -> None:
    text = with_source(every='"${PACE:-90s}"', expect='{min_entries: "${COUNT:-3}"}')
    assert loaded(text).sources[0].every == timedelta(seconds=90)
    assert loaded(text, PACE="").sources[0].every == timedelta(seconds=90)
    assert loaded(text, PACE="5d").sources[0].every == timedelta(days=5)
    assert loaded(text, COUNT="7").sources[0].expect.min_entries == 7


@given(st.integers(1, 999_999), st.sampled_from(["s", "m", "h", "d"]))
def test_durations_are_what_they_say(count: int, unit: str) -> None:
    seconds = {"s": 1, "m": 60, "h": 3600, "d": 86400}[unit]
    assert TypeAdapter(Duration).validate_python(f"{count}{unit}") == timedelta(seconds=count * seconds)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    with suppress(ValueError):
        parse(text)


@given(st.text(alphabet=st.characters(exclude_characters="$"), max_size=40))
def test_texts_without_references_stay_as_they_are(text: str) -> None:
    assert fill_in({"a": [text, 1, None]}, {}) == {"a": [text, 1, None]}


def test_the_shipped_file_needs_no_variable_and_no_operator() -> None:
    config = load(Path(__file__).parents[1] / "sources.yaml", {}, only_known_schemes)
    assert config.operators == ()
    assert [(each.channel, each.places) for each in config.subscriptions] == [("console://", ("210200",))]
    assert len([source for source in config.sources if source.enabled]) >= 20
