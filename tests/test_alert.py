"""Who hears of a change, and when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.alert import owed
from monitor.alert.audience import next_window
from monitor.changes import Change, DocumentPublished, ListFinalised, ListPublished, Proof, StoryJoined, TasksPublished
from monitor.memory import Owed
from monitor.model import Pace, Role, Stage, Subscription, masked
from tests.announcements import NOW, concern, every_kind, said, source_changes, subscription


def owed_for(change: Change, to: Subscription | None = None) -> tuple[Owed, ...]:
    return owed([change], [to or subscription()], [], NOW)


@pytest.mark.parametrize("role", [Role.SELECTED, Role.PROPOSED, Role.TASKED, Role.REMOVED, Role.EXCLUDED])
def test_an_urgent_role_is_told_at_once(role: Role) -> None:
    (found,) = owed_for(DocumentPublished(**said(concern(role))))
    assert (found.due, found.window) == (NOW, None)


@pytest.mark.parametrize("role", [Role.IMPLIED, Role.MENTIONED])
def test_a_city_only_implied_or_mentioned_waits_for_the_daily_digest(role: Role) -> None:
    (found,) = owed_for(DocumentPublished(**said(concern(role, via="计划单列市"))))
    assert (found.due, found.window) == (datetime(2026, 1, 10, 0, tzinfo=UTC), "daily 2026-01-10")


def test_a_mention_is_told_at_once_to_those_who_asked_for_mentions() -> None:
    (found,) = owed_for(DocumentPublished(**said(concern(Role.MENTIONED))), subscription(roles=(Role.MENTIONED,)))
    assert found.window is None


@pytest.mark.parametrize("pace", list(Pace))
def test_an_organisation_of_the_city_wakes_nobody(pace: Pace) -> None:
    everything = subscription(roles=tuple(Role), pace=pace)
    assert owed_for(DocumentPublished(**said(concern(Role.ORGANISATION))), everything) == ()


@pytest.mark.parametrize(
    "line",
    [
        "各省、自治区、直辖市、计划单列市及新疆生产建设兵团商务主管部门：",
        "各省、自治区、直辖市、计划单列市财政厅（局），新疆生产建设兵团财政局：",
        "各省（自治区、直辖市）及计划单列市人民政府：",
    ],
)
def test_the_salutation_of_a_notice_tells_nobody(line: str) -> None:
    addressed = concern(Role.IMPLIED, via="计划单列市", quote=line)
    assert owed_for(DocumentPublished(**said(addressed)), subscription(roles=tuple(Role))) == ()


def test_what_was_there_at_the_first_visit_wakes_nobody() -> None:
    assert owed_for(ListPublished(**said(concern(), baseline=True))) == ()


def test_a_late_find_is_told_like_any_other() -> None:
    assert len(owed_for(ListPublished(**said(concern(), late=True)))) == 1


@pytest.mark.parametrize("kind", sorted(every_kind()))
def test_progress_repeats_old_facts_and_wakes_nobody(kind: str) -> None:
    assert owed_for(replace(every_kind(concern())[kind], stage=Stage.PROGRESS)) == ()


@pytest.mark.parametrize("kind", sorted(every_kind()))
def test_every_kind_tells_those_it_concerns_and_nobody_else(kind: str) -> None:
    change = every_kind(concern())[kind]
    shenyang = subscription(id="shenyang", places=("210100",))
    found = owed([change], [subscription(), shenyang], [subscription(id="operator")], NOW)
    assert [one.subscription for one in found] == ["bureau"]


def test_one_more_outlet_that_adds_and_contradicts_nothing_wakes_nobody() -> None:
    about = said(concern())
    joined = StoryJoined(**about | {"concerns": ()}, primary_source="m", primary_url="u")
    assert owed([DocumentPublished(**about), joined], [subscription()], [], NOW) == ()


def test_one_more_outlet_speaks_only_to_those_for_whom_it_adds_something() -> None:
    shenyang = concern(code="210100", name="沈阳市")
    joined = StoryJoined(**said(shenyang), primary_source="m", primary_url="u", added=("沈阳市",))
    whole = DocumentPublished(**said(shenyang, concern()))
    readers = [subscription(), subscription(id="shenyang", places=("210100",))]
    assert [(o.subscription, o.changes) for o in owed([whole, joined], readers, [], NOW)] == [("shenyang", (1,))]


def test_one_step_owes_one_message_with_all_it_says_of_the_city() -> None:
    step: list[Change] = [
        DocumentPublished(**said(concern(Role.MENTIONED))),
        ListFinalised(**said(concern()), proposed_url="u", proposed_story="s"),
        TasksPublished(**said(concern(code="210100", name="沈阳市"))),
    ]
    (found,) = owed(step, [subscription()], [], NOW)
    assert (found.changes, found.window) == ((0, 1), None)


@pytest.mark.parametrize(
    ("watched", "hears"),
    [("210200", True), ("210281", True), ("210000", True), ("210100", False), ("370000", False), ("110000", False)],
)
def test_a_district_is_heard_by_its_own_watchers_its_citys_and_its_provinces(watched: str, *, hears: bool) -> None:
    wafangdian = concern(code="210281", name="瓦房店市", city="210200")
    assert bool(owed_for(ListPublished(**said(wafangdian)), subscription(places=(watched,)))) is hears


def test_a_city_is_not_told_to_those_who_watch_only_its_district() -> None:
    assert owed_for(ListPublished(**said(concern())), subscription(places=("210281",))) == ()


@pytest.mark.parametrize(
    ("limits", "hears"),
    [
        ({"programmes": ("retail-innovation",)}, True),
        ({"programmes": ("services",)}, False),
        ({"sources": ("mofcom-zcfb",)}, True),
        ({"sources": ("other",)}, False),
    ],
)
def test_programmes_and_sources_restrict_what_is_heard(limits: dict[str, tuple[str, ...]], *, hears: bool) -> None:
    assert bool(owed_for(ListPublished(**said(concern())), subscription(**limits))) is hears


def test_what_has_no_programme_is_not_heard_by_those_who_asked_for_one() -> None:
    nameless = ListPublished(**said(concern(), programme=None))
    assert owed_for(nameless, subscription(programmes=("retail-innovation",))) == ()


@pytest.mark.parametrize("kind", ["source_failing", "source_recovered"])
def test_a_sources_health_goes_to_operators_at_once_and_never_to_readers(kind: str) -> None:
    operator = subscription(id="operator", places=(), channel="json://ops.example/hook")
    found = owed([source_changes()[kind]], [subscription(roles=tuple(Role))], [operator], NOW)
    assert [(o.subscription, o.due, o.channel) for o in found] == [("operator", NOW, "json://ops.example")]


SHANGHAI_EIGHT = datetime(2026, 1, 12, 0, tzinfo=UTC)  # Monday 08:00


@pytest.mark.parametrize(
    ("pace", "now", "due", "window"),
    [
        (Pace.AT_ONCE, SHANGHAI_EIGHT, SHANGHAI_EIGHT, None),
        (Pace.HOURLY, NOW, datetime(2026, 1, 9, 3, tzinfo=UTC), "hourly 2026-01-09 11:00"),
        (Pace.HOURLY, SHANGHAI_EIGHT, SHANGHAI_EIGHT + timedelta(hours=1), "hourly 2026-01-12 09:00"),
        (Pace.DAILY, SHANGHAI_EIGHT - timedelta(seconds=1), SHANGHAI_EIGHT, "daily 2026-01-12"),
        (Pace.DAILY, SHANGHAI_EIGHT, SHANGHAI_EIGHT + timedelta(days=1), "daily 2026-01-13"),
        (Pace.WEEKLY, NOW, SHANGHAI_EIGHT, "weekly 2026-01-12"),
        (Pace.WEEKLY, SHANGHAI_EIGHT, SHANGHAI_EIGHT + timedelta(days=7), "weekly 2026-01-19"),
    ],
)
def test_a_digest_goes_at_the_next_full_hour_eight_oclock_or_monday(
    pace: Pace, now: datetime, due: datetime, window: str | None
) -> None:
    assert next_window(pace, now) == (due, window)


def test_a_weekly_reader_hears_of_mentions_weekly() -> None:
    (found,) = owed_for(DocumentPublished(**said(concern(Role.MENTIONED))), subscription(pace=Pace.WEEKLY))
    assert found.window == "weekly 2026-01-12"


def test_the_same_step_repeated_owes_the_same_key() -> None:
    first, second = (
        ListPublished(**said(concern(), at=at, evidence=(Proof(quote="q", url="u", snapshot=snapshot),)))
        for at, snapshot in ((NOW, "a" * 64), (NOW + timedelta(hours=1), "b" * 64))
    )
    assert owed_for(first)[0].key == owed_for(second)[0].key


def test_another_reader_another_list_and_another_role_owe_other_keys() -> None:
    change = ListPublished(**said(concern()))
    keys = {
        owed_for(change)[0].key,
        owed_for(change, subscription(id="other"))[0].key,
        owed_for(replace(change, added=("沈阳市",)))[0].key,
        owed_for(replace(change, concerns=(concern(Role.REMOVED),)))[0].key,
    }
    assert len(keys) == 4


def test_a_source_that_fails_again_owes_another_message() -> None:
    failing = source_changes()["source_failing"]
    again = replace(failing, at=NOW + timedelta(days=1))
    first, second = (owed([change], [], [subscription()], NOW)[0].key for change in (failing, again))
    assert first != second


@pytest.mark.parametrize(
    ("channel", "shown"),
    [
        ("mailto://user:pass@smtp.example.org", "mailto://***@smtp.example.org"),
        ("mailtos://user:pass@smtp.example.org:465?to=a@b.cn&from=c@d.cn", "mailtos://***@smtp.example.org:465"),
        ("mailto://user:pa/ss@smtp.example.org", "mailto://***"),
        ("mailto://user:12/ss@smtp.example.org", "mailto://***"),
        ("mailto://user:p?ss@smtp.example.org", "mailto://***"),
        ("mailto://user:12?ss@smtp.example.org", "mailto://***"),
        ("mailto://user:p#ss@smtp.example.org", "mailto://***"),
        ("mailto://us@er:pass@smtp.example.org", "mailto://***"),
        ("wecombot://693a91f6-7xxx-4bc4", "wecombot://***"),
        ("wechat://corp:secret@1000002/@all", "wechat://***"),
        ("dingtalk://secret@token/13800000000", "dingtalk://***"),
        ("feishu://token", "feishu://***"),
        ("pushplus://0123456789abcdef0123456789abcdef", "pushplus://***"),
        ("tgram://123456:token/chat", "tgram://***"),
        ("ntfy://topic", "ntfy://***"),
        ("json://hooks.example/path/token?+Authorization=Bearer%20x&-key=secret&:extra=secret", "json://hooks.example"),
        ("jsons://user:token@hooks.example:8443/secret", "jsons://***@hooks.example:8443"),
        ("form://127.0.0.1:9000/token", "form://127.0.0.1:9000"),
        ("xml://[::1]:9000/token", "xml://[::1]:9000"),
        ("barks://api.day.example/device-key", "barks://api.day.example"),
        ("JSON://Hooks.example/token", "json://Hooks.example"),
        ("console://", "console://"),
        ("no url at all", "***"),
        ("https://oapi.dingtalk.example/robot/send?access_token=secret", "https://***"),
        ("", "***"),
    ],
)
def test_a_masked_channel_shows_its_scheme_and_a_real_host_and_nothing_else(channel: str, shown: str) -> None:
    assert masked(channel) == shown
