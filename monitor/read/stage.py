"""Where in a programme's life a text stands, and whether it is news or a recap."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monitor.model import Stage
from monitor.read.dates import days, near
from monitor.read.layout import Span
from monitor.read.programme import PILOT

_FEATURE_TITLE = re.compile(
    r"【[^】]{0,14}(?:征程|足迹|观察|综述|巡礼|成就|这五年|这十年|十年|新思想|回眸|述评|走基层|看中国)[^】]*】|综述|回眸|述评|评论|时评|社论|观察家?[:|]|"
    r"成效(?:显著|明显|初显)|见效|(?:取得|结出)[^,]{0,10}(?:成效|成果|进展|硕果)|阶段性(?:成效|成果)|一周年|两周年|三周年|周年|年来|迈上新台阶|"
    r"经验做法|典型案例|复制推广|纪实|走进|探访|"
    r"(?:逾|超|突破|达到?|累计)\d[\d.]*(?:万|亿|%|家|个|元|项)|稳步推进|提质增效|成绩单|按下快进键|活力|动能|召开(?!国务院|中央|"
    r"政治局)[^,。]{0,40}(?:会|会议|班)$|(?:推进|座谈|现场|调度|动员|工作)会(?:召开)?$|调研|督导|新篇章|开花结果"
)
_FRESH = re.compile(
    r"今天|今日|昨天|昨日|近日|日前|新近|最近|刚刚|即日起|本月起|\d{1,2}(?:月\d{1,2})?日[^,。]{0,12}(?:公布|发布|印发|宣布|公示|消息|电|"
    r"召开|举行|介绍|下发|批复|登出|贴出|挂出|说|报道)|获悉|了解到|记者从|"
    r"yesterday|today|on (?:Mon|Tues|Wednes|Thurs|Fri|"
    r"Satur|Sun)day|has (?:issued|announced|released|approved)|have (?:issued|announced)|recently"
)
_REVOKED = re.compile(
    r"(?:取消|撤销|撤消|终止|摘除|收回|暂停)[^,。;]{0,40}(?:试点资格|资格|称号|资质|试点|示范|命名|认定)|(?:移出|退出|"
    r"调出)[^,。;]{0,24}(?:试点|名单|示范|范围)|(?:试点|示范)(?:资格)?(?:被|予以)?(?:取消|撤销|终止)|"
    r"(?:revok|cancel|withdr[ae]w|strip|remov)\w*[^.]{0,60}(?:pilot|status|title|list)"
)
_NOT_REVOKED = re.compile(r"取消(?:[^,。;]{0,12}(?:限制|收费|许可|审批|门槛|要求|备案))")
_SOLICIT = re.compile(
    r"(?:申报|征集|推荐|遴选|报送|评选|竞争性评审|竞争性选拔)(?:工作|通知|启动|开始|指南|的通知|方案)|(?:组织|开展|启动|做好|"
    r"接受)[^,。;]{0,30}(?:申报|征集|推荐|遴选)|申报[^,。;]{0,14}(?:启动|开始|截止|通知)|"
    r"请[^,。;]{0,30}(?:组织申报|推荐|报送)|call(?:s|ed)? for applications|invit\w+ applications|"
    r"applications? (?:open|are open|to be|for)|solicit"
)
_PROPOSED = re.compile(
    r"公示(?!期满|后|之后|结束|无异议|程序|、)|拟(?:确定|纳入|入选|支持|列入|进入|定为?|同意|推荐|认定|命名|将|把|作为|选|授予|公布|设立|新增)|"
    r"proposed list|public notice|publici[sz]ed for|soliciting public|"
    r"(?:proposed|proposes) (?:to|pilot)|public comment|to be (?:included|selected|named|added)"
)
_PAST_PROPOSED = re.compile(
    r"(?:经|已|通过|完成|社会|媒体|网上|并|此前|前期|曾)公示|公示(?:期满|后|无异议|结束|之后)|公示的"
)
_TASKS = re.compile(
    r"试点任务|重点任务|任务(?:清单|分工|举措|书)|(?:赋予|下达|明确|部署|推出|提出|交给|获)[^,。;]{0,30}[项条][^,。;]{0,12}(?:任务|举措|"
    r"措施)|pilot tasks|pilot measures|\d+ (?:specific )?(?:tasks|measures)"
)
_SCHEME_GIVEN = re.compile(r"(?:下发|印发|介绍)[^。;]{0,60}(?:总体方案|实施方案|工作方案|试点方案)")
_ANNOUNCED = re.compile(
    r"公布|发布[^,。;]{0,30}名单|名单[^,。;]{0,10}(?:发布|公布|出炉|揭晓|已定|确定|落定)|入选|入围|上榜|获批|批复|批准|同意在?|"
    r"确定[^,。;]{0,20}为|启动|开展[^,。;]{0,40}试点|落定|出炉|新增|扩围|扩大到|扩至|纳入|命名|授牌|认定|"
    r"会议决定|会议(?:同时)?确定|决定[^,。;]{0,10}(?:开展|在|设立)|设立|selected|announced the list|unveil|approv|"
    r"named|designat|launch|will (?:carry out|pilot|launch)|expand"
)
_PLAN = re.compile(
    r"(?:印发|出台|发布|制定|下发|签发|公布|审议通过|通过)[^。;]{0,50}(?:方案|意见|通知|规划|行动计划|指南|办法|措施|实施细则|纲要)|方案(?:发布|印发|"
    r"出台|公布)|意见》?(?:发布|印发|出台|公布)|部署开展|将(?:分批|优先|选择|选取|遴选|建设|培育)|分[一二三四五六七八九十\d]批|计划(?:在|到|用|选)|"
    r"总体方案|issued? the|plan(?:s|ned)? to|will (?:select|choose|foster|be (?:fostered|selected|"
    r"determined))|guidelines?|action plan|implementation plan|notice"
)
_RECAP_TIME = re.compile(
    r"(?:^|[,。;:])\s*(?:(?P<y>(?:19|20)\d{2})年)?(?P<m>1[0-2]|0?[1-9])月(?:\d{1,2}日)?(?:,|份|以来|起|[\u4e00-\u9fff]{0,3}市|$)"
)
_RECAP = re.compile(
    r"以来|截至|累计|目前,|如今|已(?:经)?(?:实施|建成|完成|形成|落地|推出|复制)|均已|去年|前年|此前|"
    r"the first batch of \w+ was|since|so far|to date"
)
_ACTED = re.compile(r"会议(?:同时)?(?:决定|确定|指出,?决定)|决定,|国务院(?:日前)?(?:批复|同意|决定)")
_PILOT_TASKS = re.compile(r"试点任务|pilot tasks|pilot measures", re.IGNORECASE)
_RESULT = re.compile(r"名单|入选|公示|公布|落定|出炉|上榜|入围")
_EVALUATED = re.compile(r"验收|(?:考核|评估|评价|复核)(?:结果|情况)|通过(?:中期)?评估")
_STANDING = re.compile(r"资质|资格|称号|试点|示范")
_LIST_OUT = re.compile(
    r"(?:公布|发布|印发)[^,。;]{0,40}名单|名单[^,。;]{0,10}(?:公布|发布|出炉|揭晓|落定)|入选|落定|出炉|"
    r"list of[^.]{0,60}(?:announced|released|published)"
)


@dataclass(frozen=True, slots=True)
class Signals:
    """What the stage is decided from: the text's head, and the sentence that lists places or names the programme.

    `share` is how far down that sentence stands (0 to 1). `topical` tells that the text is about a pilot,
    `head_topical` that its title or first sentences are. `counted` tells that a number of tasks is stated.
    """

    title: str
    lead: str
    listing: str
    share: float
    has_list: bool
    removes: bool
    topical: bool
    head_topical: bool
    counted: bool
    long_text: bool
    published: date | None

    @property
    def head(self) -> str:
        """Title and lead."""
        return f"{self.title}。{self.lead}"


def signals(
    title: str,
    sentences: Sequence[Span],
    listing: Span | None,
    *,
    has_list: bool,
    removes: bool,
    topical: bool,
    head_topical: bool,
    counted: bool,
    published: date | None,
) -> Signals:
    """Gather the signals; the lead is the first sentences behind the title, to 260 Chinese or 900 Latin letters."""
    body = [sentence for sentence in sentences if sentence.text.strip("。 ") != title.strip("。 ")]
    english = bool(body) and body[0].text.isascii()
    room = 900 if english else 260
    lead = ""
    for sentence in body[:8]:
        if (lead and len(lead) + len(sentence.text) > room * 1.6) or len(lead) > room:
            break
        lead += sentence.text
    total = body[-1].end - body[0].start if body else 0
    share = (listing.start - body[0].start) / total if listing is not None and total > 250 else 0.0
    return Signals(
        title,
        lead,
        listing.text if listing else "",
        share,
        has_list,
        removes,
        topical,
        head_topical,
        counted,
        total > (2000 if english else 700),
        published,
    )


def stage(found: Signals) -> Stage:
    """Give the stage, by what the title says first, then the lead, then the sentence with the list."""
    if not found.topical:
        return _off_topic(found)
    if found.removes or (_REVOKED.search(found.title) and not _NOT_REVOKED.search(found.title)):
        return Stage.REVOKED
    if _is_recap(found):
        return Stage.PROGRESS
    if _SOLICIT.search(found.title) and not _RESULT.search(found.title):
        return Stage.SOLICIT
    if _is_proposed(found):
        return Stage.PROPOSED
    if _is_tasks(found):
        return Stage.TASKS
    if found.has_list:
        return Stage.ANNOUNCED
    if _SOLICIT.search(found.head) and not _ANNOUNCED.search(found.title):
        return Stage.SOLICIT
    return _without_list(found)


def _off_topic(found: Signals) -> Stage:
    if _STANDING.search(found.title) and _REVOKED.search(found.head) and not _NOT_REVOKED.search(found.head):
        return Stage.REVOKED
    if re.search(r"[项大]重点任务|[项条][^,。;]{0,6}任务", found.title):
        return Stage.TASKS
    if re.search(r"《[^》]*(?:意见|方案|规划|计划)》", found.head[:160]) and re.search(
        r"印发|出台|发布", found.head[:200]
    ):
        return Stage.PLAN
    return Stage.OTHER


def _is_recap(found: Signals) -> bool:
    """Tell whether it is a recap: the pilot in passing, deep in a feature, or as something long since done."""
    if _EVALUATED.search(found.title):
        return True
    if _RESULT.search(found.title):
        return False
    if _TASKS.search(found.title) and not _FEATURE_TITLE.search(found.title):
        return False
    if _old_date(found):
        return True
    fresh = found.has_list and found.share < 0.4 and (_FRESH.search(found.lead) is not None or _fresh_day(found))
    if _FEATURE_TITLE.search(found.title):
        return not (fresh and not _RECAP.search(found.listing))
    titled = PILOT.search(found.title) is not None
    if found.long_text and found.share > 0.35 and not titled and not _ACTED.search(found.listing):
        return True
    if found.long_text and not found.has_list and not titled and not found.head_topical:
        return True
    past = _RECAP.search(found.lead[:160]) is not None
    return (
        past
        and not _ANNOUNCED.search(found.title)
        and not _FRESH.search(found.lead)
        and not _PROPOSED.search(found.lead)
    )


def _old_date(found: Signals) -> bool:
    """Whether the list is set in a month well before publication."""
    match = _RECAP_TIME.search(found.listing)
    if found.published is None or match is None or not found.has_list:
        return False
    month = int(match["m"])
    year = int(match["y"]) if match["y"] else near(found.published, month)
    return year is not None and (found.published - date(year, month, 28)).days > 45


def _fresh_day(found: Signals) -> bool:
    """Whether the lead names a day of the ten before publication."""
    if found.published is None:
        return False
    dated = days(Span(0, len(found.lead), found.lead), found.published)
    return any(0 <= (found.published - date.fromisoformat(day)).days <= 10 for _, _, day in dated)


def _is_proposed(found: Signals) -> bool:
    if re.search(r"公布(?!评审)|确定(?!拟)|印发|下发|批复", found.title) and not re.search(r"拟|公示", found.title):
        return False
    if _PROPOSED.search(found.title):
        return True
    return _PROPOSED.search(_PAST_PROPOSED.sub("", found.lead + found.listing)) is not None


def _is_tasks(found: Signals) -> bool:
    if _TASKS.search(found.title):
        return not _RESULT.search(found.title)
    if _RESULT.search(found.title):
        return False
    if _PILOT_TASKS.search(found.head) and (found.counted or not found.has_list):
        return not re.search(r"(?:决定|同意)在", found.listing)
    if found.has_list and _SCHEME_GIVEN.search(found.listing):
        return not re.search(r"批复|同意|选择|部署在|在[^,。;]{2,60}开展", found.listing)
    if not found.counted:
        return False
    if found.has_list:
        return re.search(r"围绕|聚焦|给|赋予", found.listing) is not None
    return re.search(r"试点(?:地区|城市)围绕", found.head) is not None


def _without_list(found: Signals) -> Stage:
    if _LIST_OUT.search(found.title) or _LIST_OUT.search(found.lead):
        return Stage.ANNOUNCED
    starts = re.search(r"试点[^,。]{0,8}启动|启动[^,。]{0,12}试点", found.title)
    if _PLAN.search(found.title) or (_PLAN.search(found.lead) and not starts):
        return Stage.PLAN
    if _ANNOUNCED.search(found.title) or _ANNOUNCED.search(found.lead):
        return Stage.ANNOUNCED
    if _TASKS.search(found.head):
        return Stage.TASKS
    return Stage.PROGRESS if _RECAP.search(found.head) else Stage.OTHER
