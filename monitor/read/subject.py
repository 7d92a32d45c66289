"""What a text is about: whether a pilot at all, and which programme."""

import re

from monitor.model import Programme
from monitor.read.programme import named_inside
from monitor.read.sentence import Found, Sentence

_FORMAL = re.compile(
    r"个[^,。;]{0,20}(?:试点|城市|地区|省市)[^,。;]{0,20}试点|试点(?:城市|地区|名单)|pilot (?:cit|area|zone)"
)
# Tenders, job offers and sales name a pilot as what they are for.
_TENDER = re.compile(
    r"招标|投标|采购(?:公告|公示|项目|结果)|中标|成交(?:公告|结果)|磋商|询价|招聘|拍卖|挂牌出让|流标|废标"
)
# A programme that many texts name in passing.
_STANDING = {"free-trade-zone": 0.05}


def is_about_pilots(title: Sentence, spans: list[Sentence]) -> bool:
    """Tell whether a text is about a pilot: its title or lead speaks of one, or it does so more than once."""
    if _TENDER.search(title.text):
        return False
    if title.topical or any(span.pilot for span in spans[:4]):
        return True
    if sum(span.topical for span in spans) >= 2:
        return True
    return any(_FORMAL.search(span.text) for span in spans if span.pilot)


def main_programme(title: Sentence, spans: list[Sentence]) -> Programme | None:
    """Find the programme a text is mainly about.

    Names in the title weigh most, then names in the first sentences, then longer names; a known name beats wording,
    and a campaign (…行动) is a pilot only where nothing else is.
    """
    weights: dict[str, float] = {}
    names: dict[str, Programme] = {}

    def add(found: list[Found], weight: float) -> None:
        for start, end, programme in found:
            standing = _STANDING.get(programme.key, 0.3 if programme.key.endswith("行动") else 1.0)
            weight_here = standing * weight * (1 + min(end - start, 20) / 40)
            weights[programme.key] = weights.get(programme.key, 0.0) + weight_here
            best = names.get(programme.key)
            if best is None or 6 <= len(programme.name) < len(best.name):
                names[programme.key] = programme

    add(title.known, 8)
    add(title.worded, 5)
    for index, sentence in enumerate(spans):
        weight = (4 if index < 3 else 1.5) * (1.0 if sentence.pilot else 0.5)
        add(sentence.known, weight * 1.3)
        add(sentence.worded, weight * 0.8)
        add(sentence.quoted, weight)
    if not weights:
        return None
    _merge_contained(weights, names)
    return names[max(weights, key=weights.__getitem__)]


def _merge_contained(weights: dict[str, float], names: dict[str, Programme]) -> None:
    """Count a wording that contains a known name for that programme."""
    for key in list(weights):
        for programme in named_inside(names[key].name):
            if programme.key != key and key in weights and programme.key in weights:
                weights[programme.key] += weights.pop(key) * 0.5


def names_of(programme: Programme | None, title: Sentence, spans: list[Sentence]) -> tuple[str, ...]:
    """Collect the words by which a text calls its programme, the longest first."""
    if programme is None:
        return ()
    found = {programme.name}
    for sentence in (title, *spans[:12]):
        found.update(sentence.text[a:b] for a, b, other in sentence.known if other.key == programme.key)
        found.update(other.name for _, _, other in sentence.worded if other.key == programme.key)
    bare = {re.sub(r"(?:综合)?试点(?:示范|城市|地区)?$", "", name) for name in found}
    return tuple(sorted(found | {name for name in bare if len(name) >= 5}, key=len, reverse=True))
