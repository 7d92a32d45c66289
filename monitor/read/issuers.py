"""Who issued what a text tells: ministries and governments by their own names."""

import re
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from monitor.read.layout import Span
from monitor.read.passage import CJK

# Full name: shorter forms in use. Former ministries keep their names: who issued it then is who issued it.
_BODIES: dict[str, tuple[str, ...]] = {
    "国务院办公厅": ("国办",),
    "国务院": (),
    "中共中央办公厅": ("中办", "中央办公厅"),
    "国家发展改革委": ("国家发展和改革委员会", "国家发改委", "发展改革委", "发改委"),
    "商务部": (),
    "财政部": (),
    "工业和信息化部": ("工信部",),
    "科技部": ("科学技术部",),
    "公安部": (),
    "民政部": (),
    "司法部": (),
    "教育部": (),
    "人力资源社会保障部": ("人力资源和社会保障部", "人社部"),
    "自然资源部": (),
    "国土资源部": (),
    "生态环境部": (),
    "环境保护部": ("环保部",),
    "住房和城乡建设部": ("住房城乡建设部", "住建部"),
    "交通运输部": (),
    "水利部": (),
    "农业农村部": (),
    "农业部": (),
    "文化和旅游部": ("文旅部",),
    "国家卫生健康委": ("国家卫生健康委员会", "国家卫健委", "卫生健康委", "卫健委"),
    "退役军人事务部": (),
    "应急管理部": ("应急部",),
    "中国人民银行": ("人民银行", "央行"),
    "审计署": (),
    "国务院国资委": ("国资委",),
    "海关总署": (),
    "税务总局": ("国家税务总局",),
    "市场监管总局": ("国家市场监督管理总局", "国家市场监管总局", "市场监督管理总局"),
    "金融监管总局": ("国家金融监督管理总局", "国家金融监管总局"),
    "中国证监会": ("证监会",),
    "中国银保监会": ("银保监会",),
    "广电总局": ("国家广播电视总局",),
    "体育总局": ("国家体育总局",),
    "国家统计局": (),
    "国家医保局": ("国家医疗保障局", "医保局"),
    "国家国际发展合作署": (),
    "国家能源局": (),
    "国家数据局": (),
    "国家林草局": ("国家林业和草原局",),
    "国家铁路局": (),
    "中国民航局": ("民航局",),
    "国家邮政局": (),
    "国家文物局": (),
    "国家中医药局": ("国家中医药管理局",),
    "国家疾控局": ("国家疾病预防控制局",),
    "国家外汇管理局": ("国家外汇局", "外汇局"),
    "国家药监局": ("国家药品监督管理局",),
    "国家知识产权局": (),
    "国家移民管理局": ("国家移民局",),
    "国家粮食和物资储备局": ("国家粮食和储备局",),
    "国家旅游局": (),
    "国家电影局": (),
    "国家版权局": (),
    "国家档案局": (),
    "国家乡村振兴局": (),
    "中央网信办": ("国家网信办", "国家互联网信息办公室"),
    "中央宣传部": ("中宣部",),
    "中央文明办": (),
    "全国工商联": (),
    "全国总工会": (),
    "中华全国供销合作总社": ("供销合作总社", "全国供销总社"),
    "国家标准委": ("国家标准化管理委员会",),
    "国家认监委": (),
}
_ENGLISH = {
    "State Council": "国务院",
    "National Development and Reform Commission": "国家发展改革委",
    "NDRC": "国家发展改革委",
    "Ministry of Commerce": "商务部",
    "Ministry of Finance": "财政部",
    "Ministry of Industry and Information Technology": "工业和信息化部",
    "Ministry of Transport": "交通运输部",
    "Ministry of Culture and Tourism": "文化和旅游部",
    "Ministry of Housing and Urban-Rural Development": "住房和城乡建设部",
    "Ministry of Education": "教育部",
    "Ministry of Science and Technology": "科技部",
    "Ministry of Civil Affairs": "民政部",
    "Ministry of Ecology and Environment": "生态环境部",
    "Ministry of Agriculture and Rural Affairs": "农业农村部",
    "Ministry of Human Resources and Social Security": "人力资源社会保障部",
    "Ministry of Natural Resources": "自然资源部",
    "National Health Commission": "国家卫生健康委",
    "People's Bank of China": "中国人民银行",
    "General Administration of Customs": "海关总署",
    "State Taxation Administration": "税务总局",
    "State Administration for Market Regulation": "市场监管总局",
    "State Administration of Foreign Exchange": "国家外汇管理局",
    "National Data Administration": "国家数据局",
    "National Healthcare Security Administration": "国家医保局",
    "National Immigration Administration": "国家移民管理局",
    "Cyberspace Administration of China": "中央网信办",
    "National Energy Administration": "国家能源局",
    "Civil Aviation Administration": "中国民航局",
}
_ACT = re.compile(
    r"印发|发布|公布|公示|下发|出台|公告|通告|通知|宣布|批复|批准|同意|确定|决定|部署|启动|开展|举行|召开|介绍|组织|命名|授牌|赋予|明确|提出|认定|拟|"
    r"了解到|获悉|透露|通报|消息|取消|支持|官网|网站|讯|会同|联合|给|挂出|登出|亮明|推进|表示|会议|说|贴出|新增|选择|"
    r"announce|issue|publish|release|approve|select|said|according to|launch|unveil"
)
_LOCAL = re.compile(
    rf"(?:(?<=[、,和及与\s:(])|^)([{CJK}]{{2,10}}?(?:省|市|自治区|区|县|自治州)(?:人民政府办公厅|人民政府|政府|商务局|商务厅|发展改革委|发改委|财政局|财政厅))"
)


# Bodies whose names begin like an issuer's and that only host or report.
_NO_ISSUERS = (
    "国务院新闻办公室",
    "国务院新闻办",
    "国新办",
    "国务院扶贫开发领导小组",
    "国务院参事室",
    "国务院政策例行吹风会",
    "国务院政策吹风会",
    "国务院发展研究中心",
)
_RATIFIED = re.compile(r"经国务院(?:批准|同意)|国务院已?批准")
_TOGETHER = re.compile(r"(?:一起|一道|共同|已?联合|等)")
_JOINED = re.compile(r"(?:办公厅|\(室\)|办公室)*[、,和与及 会同联合]*(?:and|the|,| )*(?:办公厅)?")


@cache
def _names() -> tuple[AhoCorasick, dict[str, str]]:
    surfaces = {surface: body for body, others in _BODIES.items() for surface in (body, *others)} | _ENGLISH
    surfaces |= dict.fromkeys(_NO_ISSUERS, "")
    return AhoCorasick(list(surfaces), matchkind=MatchKind.LeftmostLongest), surfaces


def bodies(text: str) -> list[tuple[int, int, str]]:
    """Where folded text names a national body, with the body's usual name."""
    scanner, surfaces = _names()
    found = []
    for _, start, end in scanner.find_matches_as_indexes(text):
        if text[end : end + 1] == "长" and text[end - 1 : end] in ("部", "局", "署"):
            continue
        before = text[max(0, start - 3) : start]
        if re.search(r"[省市区县州]$", before) and not text[start:end].startswith(("国", "中")):
            continue
        if body := surfaces[text[start:end]]:
            found.append((start, end, body))
    return found


def issuers(title: str, sentences: list[Span]) -> tuple[str, ...]:
    """Find the bodies that acted, the leading one first: those of the title and of the lead that tell an act.

    A sentence adds to what stands before it only if it names one of those again. Local governments count only where
    no national body acted and the title names them.
    """
    found: list[str] = []
    for span in [Span(0, len(title), title), *sentences[:5]]:
        acting = _acting(span.text)
        if not found or (acting and set(acting) & set(found)):
            found += [body for body in acting if body not in found]
    if found:
        return tuple(found)
    if signed := _signed(sentences[-6:]):
        return signed
    return tuple(dict.fromkeys(match[1] for match in _LOCAL.finditer(title)))


def _signed(last: list[Span]) -> tuple[str, ...]:
    """Give the bodies that sign: a line near the end that holds nothing but their names."""
    for span in reversed(last):
        found = bodies(span.text)
        rest = re.sub(r"办公厅|办公室|\(室\)|[、,和与 ]", "", _without(span, found))
        if found and len(rest) <= 2:
            return tuple(dict.fromkeys(body for _, _, body in found))
    return ()


def _without(span: Span, found: list[tuple[int, int, str]]) -> str:
    text = span.text
    for start, end, _ in reversed(found):
        text = text[:start] + text[end:]
    return text


def _acting(text: str) -> list[str]:
    """Find the longest run of bodies joined to each other, with those said to act together with it."""
    found = bodies(text)
    if not found or not _ACT.search(text):
        return []
    runs = [[found[0]]]
    for body in found[1:]:
        if _JOINED.fullmatch(text[runs[-1][-1][1] : body[0]]):
            runs[-1].append(body)
        else:
            runs.append([body])
    best = max(runs, key=len)
    names = [body for _, _, body in best]
    names += [body for _, end, body in found if _TOGETHER.match(text[end:])]
    if _RATIFIED.search(text):
        names.append("国务院")
    return list(dict.fromkeys(names))
