"""Document numbers: the document's own, and those it cites."""

import re

from monitor.read.layout import Span
from monitor.read.numerals import number
from monitor.read.passage import CJK, fold

_OPEN, _CLOSE = r"[〔\[﹝【(〈]", r"[〕\]﹞】)〉]"
_YEAR = r"(?:19|20)\d{2}|[一二]?[〇零○OＯ0一二三四五六七八九]{4}"
_NUMBER = re.compile(
    rf"(?P<prefix>[{CJK}]{{2,14}}?(?:[({_OPEN[1:-1]}][{CJK}]{{1,4}}[)〕])?[{CJK}]{{0,4}})\s*{_OPEN}\s*(?P<year>{_YEAR})\s*{_CLOSE}\s*(?:第)?\s*(?P<serial>\d{{1,5}}|"
    rf"[一二三四五六七八九十百零〇]{{1,6}})\s*号"
)
_NOTICE_NUMBER = re.compile(
    rf"(?P<issuer>[{CJK}、 ]{{2,40}}?)(?P<kind>公告|令|通告|"
    rf"公报)\s*(?P<year>{_YEAR})年\s*第\s*(?P<serial>\d{{1,4}}|[一二三四五六七八九十百零〇]{{1,6}})\s*号"
)
_BARE_NOTICE = re.compile(
    rf"^\(?(?P<year>{_YEAR})年?\s*第\s*(?P<serial>\d{{1,4}}|[一二三四五六七八九十百零〇]{{1,6}})\s*号\)?$"
)
# Words that precede an issuing code in running text and do not belong to it.
_PREFIX_CUT = re.compile(
    r"^.*(?:依据是?|根据|按照|依照|印发的?|发布的?|下发的?|出台的?|通知|意见|方案|办法|规定|文件|以|即|见|和|及|与|由|为|是|了|的|发文字号|文号|字号|编号)(?=.{2})"
)
_LABEL = re.compile(r"(?:发文字号|文\s*号|公文文号|文件编号|发文文号)\s*[:\t ]")
_CITING = re.compile(r"(?:根据|按照|依照|依据(?!是)|落实|贯彻|对照|参照|废止|替代|执行)[^。;]{0,60}$")
_ACT = re.compile(r"(?:印发|发布|公布|下发|出台|发出|用|以|通过|依据是|制定)[^。;]{0,70}$")
_SALUTATION = re.compile(rf"^[{CJK}、,()各 ]{{4,120}}:$")


def _years(year: str) -> str:
    digits = {"〇": "0", "零": "0", "○": "0", "O": "0", "Ｏ": "0"} | {
        c: str(i) for i, c in enumerate("零一二三四五六七八九")
    }
    return "".join(digits.get(character, character) for character in year)


def _normal(match: re.Match[str]) -> str:
    serial = number(match["serial"])
    if "kind" in match.groupdict():
        issuer = re.sub(r"^.*[、,\s](?=[^、,\s]{2,})", "", match["issuer"])
        return f"{issuer}{match['kind']}{_years(match['year'])}年第{serial}号"
    prefix = _PREFIX_CUT.sub("", match["prefix"])
    return f"{prefix}〔{_years(match['year'])}〕{serial}号"


def document_numbers(title: str, lines: list[Span]) -> tuple[str | None, tuple[str, ...]]:
    """Give the document's own number and the numbers it cites, brackets and Chinese digits normalised.

    The own number stands in the title, in a labelled cell, alone in a line of the head, or, in a news item, with the
    document it reports; numbers after 根据 or 按照 are cited. No number is both.
    """
    found = _found(lines)
    own = _own_from_title(fold(title)) or _own_from_head(lines)
    if own is None and not any(_SALUTATION.match(line.text) for line in lines[:12]):
        own = _own_of_reported(found)
    cites = tuple(dict.fromkeys(value for value, _, _ in found if value != own))
    return own, cites


def _found(lines: list[Span]) -> list[tuple[str, str, int]]:
    """Every number with the words before it in its line, and its line's index."""
    found = []
    for index, line in enumerate(lines):
        if "号" in line.text:
            for pattern in (_NUMBER, _NOTICE_NUMBER):
                for match in pattern.finditer(line.text):
                    value = _normal(match)
                    before = (
                        line.text[max(0, match.start() - 100) : match.start()] + match[0][: match[0].find(value[:2])]
                    )
                    found.append((value, before, index))
    return found


def _own_from_title(title: str) -> str | None:
    for pattern in (_NOTICE_NUMBER, _NUMBER):
        match = pattern.search(title)
        if match and not re.search(r"《[^》]*$", title[: match.start()]):
            return _normal(match)
    return None


def _own_from_head(lines: list[Span]) -> str | None:
    for index, line in enumerate(lines[:15]):
        if "号" not in line.text or len(line.text) > 120:
            continue
        match = _NUMBER.search(line.text) or _NOTICE_NUMBER.search(line.text)
        if match and (_LABEL.search(line.text[: match.end()]) or len(line.text) - len(match[0]) <= 6):
            return _normal(match)
        bare = _BARE_NOTICE.match(line.text)
        above = "".join(above.text for above in lines[max(0, index - 2) : index])
        kind = re.search(rf"([{CJK}]{{2,20}})(公告|令|通告)$", above)
        if bare and kind:
            return f"{kind[1]}{kind[2]}{_years(bare['year'])}年第{number(bare['serial'])}号"
    return None


def _own_of_reported(found: list[tuple[str, str, int]]) -> str | None:
    """In a news item: the number of the one document it reports."""
    reported = [value for value, before, index in found if index < 15 and not _CITING.search(before)]
    for value, before, _ in found:
        if value in reported and _ACT.search(before):
            return value
    return reported[0] if len(set(reported)) == 1 and len({value for value, _, _ in found}) == 1 else None
