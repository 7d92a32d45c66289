"""What a reading notes for a person to look at, in the reader's own language. Pure.

The notes are our own words; what has no entry here is told as it stands.
"""

import re
from collections.abc import Iterable

_CHECK_MARK = re.compile(r"^需人工核对\s*[:：]?\s*")

# Pattern -> the note in Chinese and in English, filled with the pattern's groups.
_NOTES: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(pattern), zh, en)
    for pattern, zh, en in (
        (
            r"stated (\d+), named (\d+): list incomplete",
            "文中称{0}个，列出{1}个，名单不全",
            "The text states {0} and names {1}: the list is incomplete",
        ),
        (
            r"stated (\d+), named (\d+): (?:需人工核对: )?counts differ",
            "文中称{0}个，列出{1}个，数目不符",
            "The text states {0} and names {1}: the counts differ",
        ),
        (
            r"名单见附件, 文中未列出(?: \(stated (\d+), named 0\))?",
            "名单见附件，文中未列出",
            "The list is in an attachment, not in the text",
        ),
        (
            r"文中未列出名单(?: \(stated (\d+), named 0\))?",
            "文中称{0}个，未列出名单",
            "The text states {0} and lists none",
        ),
        (r"the text is a picture: not read", "正文为图片，未能识别", "The text is a picture and was not read"),
        (r"the document is a file \((.+)\)", "文件（{0}）未能解读", "The document is a file ({0}) and was not read"),
        (r"页面未能读取 \((.+)\)", "页面未能读取（{0}）", "The page could not be read ({0})"),
        (
            r"(\d{4})年节假日安排未收录, 公示期按周一至周五推算",
            "{0}年节假日安排未收录，公示期按周一至周五推算",
            "The public holidays of {0} are not known: the notice period was counted by weekdays",
        ),
        (
            r"the body selector .+ found nothing: read generically",
            "正文选择器未匹配，已按通用方式读取",
            "The body selector found nothing: the page was read generically",
        ),
        (
            r"the charset is suspect \(read as (.+)\): characters may be wrong",
            "编码可疑（按{0}读取），个别文字可能有误",
            "The charset is suspect (read as {0}): characters may be wrong",
        ),
        (r"(\d+) characters could not be decoded", "{0}个字符无法解码", "{0} characters could not be decoded"),
    )
)


def noted(notes: Iterable[str], language: str) -> tuple[str, ...]:
    """Return the notes in a language ("zh" or "en"), each once."""
    return tuple(dict.fromkeys(_said(_CHECK_MARK.sub("", note), language) for note in notes))


def _said(note: str, language: str) -> str:
    for pattern, zh, en in _NOTES:
        if match := pattern.fullmatch(note):
            return (zh if language == "zh" else en).format(*(group or "?" for group in match.groups()))
    return note
