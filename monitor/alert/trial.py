"""The message that proves a channel works."""

from datetime import datetime

from monitor.alert.words import WORDS
from monitor.message import Facts, Link, Message, Telling, TellingGroup


def trial_message(now: datetime, *, public_url: str, language: str = "zh") -> Message:
    """Return a test message in the form of an alert; `now` is aware and makes its key its own."""
    words = WORDS[language]
    link = Link(words.trial_link, f"{public_url}/")
    telling = Telling(
        tag=words.trial_tag,
        about=words.trial_about,
        headline=words.trial_headline,
        byline=words.moment(now),
        why=words.trial_why,
        facts=Facts(changes=(), kinds=("test",), at=now, source="pilotwatch", url=link.url),
        links=(link,),
    )
    return Message(
        key=f"test-{now:%Y%m%d%H%M%S%f}",
        subject=words.subject.format(tag=telling.tag, about=telling.about),
        preheader=telling.headline,
        language=language,
        groups=(TellingGroup("", (telling,)),),
        whole=Link(words.whole, link.url),
        footer=words.footer,
    )
