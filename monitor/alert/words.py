"""The words of a message in each language: a table, and nothing that decides.

To add a language: one more `Words`, and its name in `WORDS`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from monitor.model import Health, Role, Stage

BEIJING = ZoneInfo("Asia/Shanghai")
_DIGITS = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Words:
    """One language. Placeholders in braces are filled by `str.format` with values, never with templates from pages."""

    roles: Mapping[Role, str]
    headlines: Mapping[Role, str]
    stages: Mapping[Stage, str]
    health: Mapping[Health, str]
    units: Mapping[str, str]
    unit_otherwise: str
    subject: str
    subject_tag: str
    tag_joint: str
    joint: str
    sentence_joint: str
    sentence_end: str
    many: str
    titled: str
    within: str
    day: str
    found: str
    colon: str
    late: str
    late_note: str
    focus: str
    list_stated: str
    list_named: str
    list_partial: str
    tasks_stated: str
    tasks_areas: str
    differences: str
    against_proposal: str
    added: str
    removed: str
    renamed: str
    counted: str
    text_added: str
    text_removed: str
    withdrawn: str
    tasks_added: str
    tasks_removed: str
    task_reworded: str
    another_outlet: str
    conflict: str
    deadlines: str
    until: str
    original: str
    proposal: str
    snapshot: str
    record: str
    outlets: str
    outlets_more: str
    warnings: str
    why: str
    why_via: str
    whole: str
    unsubscribe: str
    footer: str
    digest_subject: str
    digest_name: str
    source_failing: str
    source_recovered: str
    source_tag_failing: str
    source_tag_recovered: str
    source_error: str
    source_why: str
    source_page: str
    source_record: str
    trial_tag: str
    trial_about: str
    trial_headline: str
    trial_link: str
    trial_why: str
    programme: str
    notices: Mapping[str, tuple[str, str]]
    ledger: str
    code_tag: str
    code_about: str
    code_headline: str
    code_details: str
    code_why: str
    reminder_tag: str
    reminder_line: str
    reminder_why: str
    days_left: tuple[str, str, str]
    deadline_names: Mapping[str, str]

    def list_of(self, names: tuple[str, ...], limit: int = 12) -> str:
        """Return names joined as the language joins them; beyond `limit`, how many there are."""
        shown = self.joint.join(names[:limit])
        return shown if len(names) <= limit else self.many.format(names=shown, count=len(names))

    def on(self, day: date) -> str:
        """Return a date as the language writes it."""
        return self.day.format(year=day.year, month=day.month, day=day.day)

    def moment(self, at: datetime) -> str:
        """Return a moment as the language writes it, in Asia/Shanghai."""
        here = at.astimezone(BEIJING)
        return f"{self.on(here.date())} {here:%H:%M}"


def batch_zh(number: int) -> str:
    """Return a batch as it is called: 首批, 第二批, 第十二批; from a hundred on in digits."""
    if number == 1:
        return "首批"
    if not 0 < number < 100:
        return f"第{number}批"
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return f"第{head}{_DIGITS[ones] if ones else ''}批"


ZH = Words(
    roles={
        Role.SELECTED: "入选",
        Role.PROPOSED: "拟入选",
        Role.TASKED: "任务",
        Role.REMOVED: "移出",
        Role.EXCLUDED: "除外",
        Role.IMPLIED: "涉及",
        Role.MENTIONED: "提及",
        Role.ORGANISATION: "机构",
    },
    headlines={
        Role.SELECTED: "{places}入选{what}",
        Role.PROPOSED: "{places}拟入选{what}",
        Role.TASKED: "{places}承担{what}的任务",
        Role.REMOVED: "{places}被移出{what}",
        Role.EXCLUDED: "{what}明确不含{places}",
        Role.IMPLIED: "{what}涉及{places}",
        Role.MENTIONED: "{what}提及{places}",
        Role.ORGANISATION: "{what}提及{places}的机构",
    },
    stages={
        Stage.SOLICIT: "征集",
        Stage.PLAN: "方案",
        Stage.PROPOSED: "公示",
        Stage.ANNOUNCED: "公布",
        Stage.TASKS: "任务",
        Stage.PROGRESS: "进展",
        Stage.REVOKED: "撤销",
        Stage.OTHER: "",
    },
    health={
        Health.OK: "正常",
        Health.EMPTY: "列表为空",
        Health.BLOCKED: "被拦截",
        Health.REDESIGNED: "页面改版",
        Health.UNREACHABLE: "无法访问",
        Health.CHARSET_SUSPECT: "编码可疑",
        Health.QUIET: "久无更新",
        Health.NEVER: "尚未读取",
    },
    units={"city": "个城市", "district": "个区县", "province": "个省份"},
    unit_otherwise="个",
    subject="【{tag}】{about}",
    subject_tag="{places}·{role}",
    tag_joint=" ",
    joint="、",
    sentence_joint="；",
    sentence_end="",
    many="{names}等{count}个",
    titled="《{title}》",
    within="{name}（{city}）",
    day="{year}年{month}月{day}日",
    found="{day}发现",
    colon="：",
    late="（补发）",
    late_note="补发：此文日期较早，现才发现",
    focus="{place}的侧重：{focus}",
    list_stated="名单共{count}{unit}",
    list_named="名单列出{count}{unit}",
    list_partial="，文中列出{count}个，其余未知",
    tasks_stated="任务共{count}项",
    tasks_areas="，{count}个领域",
    differences="与此前相比",
    against_proposal="较公示名单",
    added="新增：{names}",
    removed="移出：{names}",
    renamed="更名：{before} → {after}",
    counted="数量：{before} → {after}",
    text_added="新增文字：{text}",
    text_removed="删去文字：{text}",
    withdrawn="网页已撤下（HTTP {status}），快照仍可查看",
    tasks_added="新增任务：{text}",
    tasks_removed="删去任务：{text}",
    task_reworded="第{number}项改为：{after}（原：{before}）",
    another_outlet="{publisher}也已发布",
    conflict="说法不一：{text}",
    deadlines="时限",
    until="{start} 至 {end}",
    original="原文",
    proposal="公示",
    snapshot="快照",
    record="变更记录",
    outlets="其他来源",
    outlets_more="另有{count}家",
    warnings="需人工核对",
    why="您收到此消息，是因为订阅“{name}”关注{places}。",
    why_via="{place}因“{via}”而涉及。",
    whole="内容有删减，全文",
    unsubscribe="退订",
    footer="试点哨 Pilotwatch",
    digest_subject="{count}个事件：{about}等",
    digest_name="{places}·摘要",
    source_failing="信源“{name}”（{id}）异常：{health}",
    source_recovered="信源“{name}”（{id}）已恢复（此前：{health}）",
    source_tag_failing="信源·异常",
    source_tag_recovered="信源·恢复",
    source_error="原因：{error}",
    source_why="您收到此消息，是因为您是运维联系人“{name}”。",
    source_page="列表页",
    source_record="信源状态",
    trial_tag="试点哨",
    trial_about="测试消息",
    trial_headline="渠道可用，正式提醒将以这种形式送达",
    trial_link="打开试点哨",
    trial_why="您收到此消息，是因为有人用此渠道发送了测试。",
    programme="{name}",
    notices={
        "channel_stopped": (
            "投递·停用",
            "订阅“{name}”的渠道（{channel}）已停用；修复后请运行 pilotwatch deliveries retry",
        ),
        "canary": ("试点哨·自检", "这是一条自检消息"),
        "canary_missing": ("投递·异常", "自检消息未能送达：提醒可能发不出去"),
        "canary_back": ("投递·恢复", "自检消息已恢复送达"),
    },
    ledger="投递记录",
    code_tag="试点哨",
    code_about="订阅验证码",
    code_headline="验证码：{code}",
    code_details="请在一小时内输入此验证码以确认订阅；如非您本人操作，请忽略此消息，之后不会再收到提醒。",
    code_why="有人用此渠道申请了订阅“{name}”。",
    reminder_tag="{places}·{left}",
    reminder_line="{what}截止于{day}（{left}）",
    reminder_why="您收到此消息，是因为订阅“{name}”要求在截止前提醒。",
    days_left=("今天截止", "还有1天", "还有{days}天"),
    deadline_names={},
)

EN = Words(
    roles={role: str(role) for role in Role},
    headlines={
        Role.SELECTED: "{places} selected for {what}",
        Role.PROPOSED: "{places} proposed for {what}",
        Role.TASKED: "{places} given tasks under {what}",
        Role.REMOVED: "{places} removed from {what}",
        Role.EXCLUDED: "{places} excluded from {what}",
        Role.IMPLIED: "{places} implied by {what}",
        Role.MENTIONED: "{places} mentioned in {what}",
        Role.ORGANISATION: "An organisation of {places} mentioned in {what}",
    },
    stages={
        Stage.SOLICIT: "call for applications",
        Stage.PLAN: "plan",
        Stage.PROPOSED: "proposed list",
        Stage.ANNOUNCED: "announcement",
        Stage.TASKS: "tasks",
        Stage.PROGRESS: "progress",
        Stage.REVOKED: "revocation",
        Stage.OTHER: "",
    },
    health={
        Health.OK: "ok",
        Health.EMPTY: "empty listing",
        Health.BLOCKED: "blocked",
        Health.REDESIGNED: "page redesigned",
        Health.UNREACHABLE: "unreachable",
        Health.CHARSET_SUSPECT: "suspect charset",
        Health.QUIET: "gone quiet",
        Health.NEVER: "never read",
    },
    units={"city": " cities", "district": " districts", "province": " provinces"},
    unit_otherwise=" places",
    subject="[{tag}] {about}",
    subject_tag="{places} · {role}",
    tag_joint="; ",
    joint=", ",
    sentence_joint="; ",
    sentence_end=" ",
    many="{names} and others ({count} in all)",
    titled="“{title}”",
    within="{name} ({city})",
    day="{year}-{month:02}-{day:02}",
    found="found {day}",
    colon=": ",
    late=" (late find)",
    late_note="Late find: the document is older and was only found now",
    focus="Focus of {place}: {focus}",
    list_stated="The list has {count}{unit}",
    list_named="The list names {count}{unit}",
    list_partial=", {count} of them named; the rest is unknown",
    tasks_stated="{count} tasks",
    tasks_areas=" in {count} areas",
    differences="What changed",
    against_proposal="Against the proposed list",
    added="Added: {names}",
    removed="Removed: {names}",
    renamed="Renamed: {before} → {after}",
    counted="Count: {before} → {after}",
    text_added="Text added: {text}",
    text_removed="Text removed: {text}",
    withdrawn="The page is gone (HTTP {status}); the snapshot remains",
    tasks_added="Task added: {text}",
    tasks_removed="Task removed: {text}",
    task_reworded="Task {number} now reads: {after} (before: {before})",
    another_outlet="Also published by {publisher}",
    conflict="Outlets disagree: {text}",
    deadlines="Deadlines",
    until="{start} to {end}",
    original="Original",
    proposal="Proposed list",
    snapshot="Snapshot",
    record="Change record",
    outlets="Other outlets",
    outlets_more="{count} more",
    warnings="Please check",
    why="You receive this because the subscription “{name}” watches {places}.",
    why_via="{place} is meant by “{via}”.",
    whole="Shortened; read it all",
    unsubscribe="Unsubscribe",
    footer="Pilotwatch",
    digest_subject="{count} stories: {about} and others",
    digest_name="{places} · digest",
    source_failing="Source “{name}” ({id}): {health}",
    source_recovered="Source “{name}” ({id}) works again (was: {health})",
    source_tag_failing="Source · failing",
    source_tag_recovered="Source · recovered",
    source_error="Reason: {error}",
    source_why="You receive this as the operator contact “{name}”.",
    source_page="Listing",
    source_record="Source health",
    trial_tag="Pilotwatch",
    trial_about="a test message",
    trial_headline="This channel works: alerts will look like this",
    trial_link="Open Pilotwatch",
    trial_why="You receive this because somebody tested this channel.",
    programme="the pilot programme {name}",
    notices={
        "channel_stopped": (
            "Delivery · stopped",
            "The channel of “{name}” ({channel}) is stopped; once it is put right, run `pilotwatch deliveries retry`",
        ),
        "canary": ("Pilotwatch · self-test", "This is a self-test"),
        "canary_missing": ("Delivery · failing", "A self-test did not arrive: alerts may not be getting through"),
        "canary_back": ("Delivery · recovered", "Self-tests arrive again"),
    },
    ledger="Deliveries",
    code_tag="Pilotwatch",
    code_about="your code",
    code_headline="Your code: {code}",
    code_details="Enter it within an hour to confirm the subscription. If you did not ask for one, ignore this "
    "message: nothing more will come.",
    code_why="Somebody asked for the subscription “{name}” on this channel.",
    reminder_tag="{places} · {left}",
    reminder_line="{what} ends {day} ({left})",
    reminder_why="You receive this because the subscription “{name}” asks to be reminded of deadlines.",
    days_left=("today", "1 day left", "{days} days left"),
    deadline_names={
        "公示期": "public notice period",
        "申报截止": "time to apply",
        "申报期": "time to apply",
        "截止": "time given",
        "期限": "term",
        "目标": "term of a target",
        "试点期": "pilot period",
        "行动期": "term of the action",
        "建设期限": "construction period",
        "分批确定": "term for the batches",
        "实施": "start",
    },
)

WORDS: Mapping[str, Words] = {"zh": ZH, "en": EN}
