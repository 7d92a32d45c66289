"""Which programme a text is about: by its wording, with the few that wording cannot fold from `programmes.yaml`."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml
from ahocorasick_rs import AhoCorasick, MatchKind

from monitor.model import Programme
from monitor.read.passage import CJK

_WORD = rf"[{CJK}A-Za-z0-9“”\"+·%‘’]"
# Every alternative begins with a plain character: the scan then skips what cannot begin one.
PILOT = re.compile(
    "试点|试验区|实验区|先行先试|先行区|先行城市|先行地区|先行市|先行示范|先导区|支点城市|示范区|示范城市|示范市|示范县|示范基地|示范项目"
    "|示范地区|示范单位|示范名单|示范点名单|示范乡镇|示范街区|示范工程|示范创建|创新区|国家物流枢纽|培育建设|中心城市|园林城市|综试区|政策实施地|政策实施范围|政策适用范围"
    "|创建名单|城市名单|城市创建名单|城市建设名单|地区名单|县名单|市名单|区名单|枢纽名单|枢纽建设名单|基地名单|基地建设名单|园区名单"
    "|集群名单|联合体名单|商圈名单|街区名单|城市\\)名单|城市\\(地区\\)名单|区\\)名单|县\\)名单"
    "|创建城市|创建县|典型城市|典型县|典型地区|项目地区|领跑县|领跑城市|标杆城市|样板城市|样板县|样板区|达标城市"
    "|批(?:(?!企业|产品|人员|学校|高校|医院|机构|个人)[^,。;、]){2,20}(?:城市|县|地区|园区|街区|商圈|集群|联合体)(?:名单|公示|公布|入选|\\(|、)"
)
_PILOT_ENGLISH = re.compile(
    r"\bpilots?\b|\bpiloting\b|\btrial (?:zone|program|scheme|run)|demonstration (?:zone|cit|area)", re.IGNORECASE
)


def speaks_of_pilot(text: str) -> bool:
    """Tell whether folded text speaks of a pilot in words for one, in Chinese or English."""
    if "试点" in text or PILOT.search(text):
        return True
    lowered = text.lower()
    return ("pilot" in lowered or "trial" in lowered or "demonstration" in lowered) and bool(
        _PILOT_ENGLISH.search(text)
    )


_ENDING = (
    "(?:(?:综合)?(?:改革)?试点示范|综合试点|试点|试验区|实验区|先行示范区"
    "|示范市县|示范城市|示范县|示范区|示范基地|示范街区|先行区|先导区|创新基地|园林城市|枢纽|培育建设)"
)
_PHRASE_END = re.compile(_ENDING)
_BODY = re.compile(rf"{_WORD}{{2,34}}$")
_LATIN = re.compile("[A-Za-z]{5}")
QUOTED = re.compile(r"《(?P<name>[^《》]{4,60})》")
_VERB_USE = re.compile(rf"试点(?:实行|推行|开展|实施|建设|建|设立|允许|运行)(?P<body>{_WORD}{{4,30}})")
_POLICY_AREA = re.compile(rf"(?P<name>{_WORD}{{2,14}}?政策)(?:实施地|实施范围|适用范围|试点范围|试点地区)")
_CITIES_BUILD = re.compile(
    rf"试点(?:城市|地区|省份?)(?:开展|推进|实施|启动)(?P<body>{_WORD}{{4,24}}?)(?:工作|建设)?(?=[,。;]|$)"
)

# Words behind which a programme's own name begins.
_LEFT_CUT = re.compile(
    r".*(?:开展好|开展|启动|推进|深化(?!试点)|实施|组织|部署|进行|纳入|列入|入选|列为|确定为|成为|公布了?|发布了?|印发|出台|关于|同意|批复|申报|拟纳入|拟入选|"
    r"拟定|获批|获|设立|新增|增加|扩大(?!开放|内需|消费)|聚焦|介绍了?|参与|参加|加快|全面|率先|正式|共同|进一步|做好|支持|评审|试行|建设(?=国家|全国)|为(?=首|第|全|国|“)|"
    r"本批次?|这批|这项|该项|此次|本次|新一批|新一轮|[首一二三四五六七八九十\d两]+批次?|\d+年度?|[个项](?=.{4})|等地|等|的|了|在|将|以)"
)
_LEFT_TRIM = re.compile(
    r"^(?:全国性?|我国|国家级(?=.{4})|“?十[三四五]五”?(?:期间|时期)?|首批|第?[一二三四五六七八九十\d]+批次?|\d+年度?|开展|启动|推进|"
    r"[“”\"、]+|\d+个?(?:城市|地区|省市))+"
)
_RIGHT_TRIM = re.compile(r"(?:工作|项目|城市|地区|单位|名单|建设(?=城市))+$")
_FOLD_WORDS = re.compile(r"综合试点示范|改革试点示范|试点示范|综合试点|(?<!培育)建设试点|试点城市|试点地区|试点")
_ACTION = re.compile(
    rf"(?P<name>{_WORD}{{4,20}}?(?:行动计划|三年行动|专项行动|提升行动|推进行动|行动))(?=正式启动|启动|实施|开展|[,。;》]|$)"
)
_TOO_GENERAL = re.compile(
    r"^(?:本|该|此|各|新|老|原|现|这些|首批|多个|部分|其他|相关|有关|全省|全市|全国|国家级?|地方|省级|市级|城市|地区|重点|改革|综合|扩大|开放|创新|工作|上述|以上|一批|"
    r"分批|第.批|个|家|批|项|两|次|轮|在|先行先试|积极|项目|评审|公示|名单|\d+)*(?:试点|示范区|试验区|先行区|枢纽|示范城市|示范县)?(?:示范|城市|地区|项目|工作)?$"
)


@dataclass(frozen=True, slots=True)
class _Known:
    by_name: dict[str, Programme]
    by_english: dict[str, Programme]
    names: AhoCorasick
    english: AhoCorasick


@cache
def _known() -> _Known:
    entries = yaml.safe_load(files("monitor").joinpath("data/programmes.yaml").read_text("utf-8"))["programmes"]
    by_name: dict[str, Programme] = {}
    by_english: dict[str, Programme] = {}
    for entry in entries:
        programme = Programme(entry["key"], entry["name"])
        by_name.update(dict.fromkeys([entry["name"], *entry["names"]], programme))
        by_english.update(dict.fromkeys(map(str.lower, entry["english"]), programme))
    return _Known(
        by_name,
        by_english,
        AhoCorasick(list(by_name), matchkind=MatchKind.LeftmostLongest),
        AhoCorasick(list(by_english), matchkind=MatchKind.LeftmostLongest),
    )


def known_programmes(text: str) -> list[tuple[int, int, Programme]]:
    """Where folded text names a programme of `programmes.yaml`, in Chinese or English."""
    known = _known()
    found = [
        (start, end, known.by_name[text[start:end]]) for _, start, end in known.names.find_matches_as_indexes(text)
    ]
    lowered = text.lower() if _LATIN.search(text) else ""
    if lowered and len(lowered) == len(text):
        found += [
            (start, end, known.by_english[lowered[start:end]])
            for _, start, end in known.english.find_matches_as_indexes(lowered)
        ]
    return found


def folded_key(name: str) -> str:
    """Give the key of a programme known by its wording alone: what two spellings of one programme share."""
    core = _RIGHT_TRIM.sub("", _LEFT_TRIM.sub("", name))
    core = re.sub(r"[“”\"'‘’《》·\s]", "", core)
    return _FOLD_WORDS.sub("", core) + "试点" if _FOLD_WORDS.search(core) else core


def worded_programmes(text: str) -> list[tuple[int, int, Programme]]:
    """Where folded Chinese text names some programme by its wording: …试点, …示范区, …先行区."""
    found = []
    last = 0
    for match in _PHRASE_END.finditer(text):
        window = max(last, match.start() - 34)
        body = _BODY.search(text[window : match.start()])
        last = match.end()
        if body is None:
            continue
        cut = _LEFT_CUT.match(body[0])
        start = window + body.start() + (cut.end() if cut else 0)
        name = text[start : match.end()]
        trimmed = _LEFT_TRIM.sub("", name)
        if programme := _programme(trimmed):
            found.append((start + len(name) - len(trimmed), match.end(), programme))
    for pattern, ending in ((_VERB_USE, "试点"), (_CITIES_BUILD, "试点")):
        for match in pattern.finditer(text):
            programme = _programme(match["body"] + ending)
            found += [(*match.span("body"), programme)] if programme else []
    for match in _ACTION.finditer(text) if "行动" in text else ():
        cut = _LEFT_CUT.match(match["name"])
        name = _LEFT_TRIM.sub("", match["name"][cut.end() if cut else 0 :])
        if len(name) >= 6:
            found.append((*match.span("name"), Programme(name, name)))
    for match in _POLICY_AREA.finditer(text) if "政策" in text else ():
        name = _LEFT_TRIM.sub("", match["name"])
        found.append((*match.span("name"), Programme(name, name)))
    return found


def _programme(name: str) -> Programme | None:
    bare = re.sub(r"[“”\"《》]", "", name)
    if len(bare) < 5 or len(bare) > 36 or _TOO_GENERAL.match(bare):
        return None
    if name.count("“") != name.count("”"):
        name = re.sub(r"[“”]", "", name)
    return Programme(folded_key(name), name)


def named_inside(name: str) -> list[Programme]:
    """List the programmes of `programmes.yaml` that a wording contains."""
    known = _known()
    return [known.by_name[found] for found in known.names.find_matches_as_strings(name)]
