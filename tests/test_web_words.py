"""Every phrase of the page has its Chinese, and no Chinese is left without its phrase."""

import re
from importlib.resources import files
from string import Formatter

from monitor.web.lines import KINDS
from monitor.web.phrases import CHINESE, HEALTH, LEVELS, ONE

SAID = re.compile(r"""\b(?:t|speech)\(\s*(?:"([^"]+)"|'([^']+)')""")


def _texts(folder: str, ending: str) -> str:
    return "\n".join(
        each.read_text("utf-8")
        for each in files("monitor.web").joinpath(folder).iterdir()
        if each.name.endswith(ending)
    )


def test_every_phrase_that_is_said_has_its_chinese() -> None:
    said = {first or second for first, second in SAID.findall(_texts("templates", ".html") + _texts(".", ".py"))}
    assert len(said) > 100
    assert said - set(CHINESE) == set()
    assert {*KINDS.values(), *HEALTH.values(), *LEVELS.values()} <= set(CHINESE)


def test_every_chinese_phrase_is_still_said() -> None:
    code = "\n".join(
        each.read_text("utf-8")
        for each in files("monitor.web").iterdir()
        if each.name.endswith(".py") and each.name != "phrases.py"
    )
    text = code + _texts("templates", ".html")
    used = {phrase for phrase in CHINESE if f'"{phrase}"' in text or f"'{phrase}'" in text}
    used |= {*HEALTH.values(), *LEVELS.values()}
    assert set(CHINESE) - used == set()


def test_both_languages_fill_the_same_places() -> None:
    def places(text: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    assert all(places(english) == places(chinese) for english, chinese in CHINESE.items())
    assert all(places(one) <= places(many) for many, one in ONE.items())
