"""Whether a name stands as a word of its own where it was found: 大连|通过, but 扩大|连锁."""

from functools import lru_cache

from monitor.gazetteer import rows

LONGEST = 4
POLICY_WORD = 50  # the weight given to words that only policies use
_TOTAL = 179  # 10 x ln of the dictionary's tokens
_UNKNOWN = -12
REACH = 5


@lru_cache(maxsize=1)
def _weights() -> dict[str, int]:
    """10 x ln(frequency) of each word."""
    weights: dict[str, int] = {}
    for weight, words in rows("words.tsv"):
        weights.update(dict.fromkeys(words.split(" "), int(weight)))
    for (line,) in rows("policy_words.tsv"):
        for word in line.split(" "):
            weights[word] = max(POLICY_WORD, weights.get(word, 0))
    return weights


def is_word(text: str) -> bool:
    """Tell whether it is a word that a text may use."""
    return text in _weights()


def cost(text: str, start: int, end: int, own: int) -> int:
    """How much less likely the words around [start, end) become when it has to be one word; 0 if not at all.

    `own` is the least weight of the name, in 10 x ln(frequency). The unit is 10 x ln(probability): 23 is ten times.
    """
    weights = _weights()
    if not _straddled(text, start, end, weights):
        return 0
    low, high = start, end
    while low > 0 and start - low < REACH and "一" <= text[low - 1] <= "鿿":
        low -= 1
    while high < len(text) and high - end < REACH and "一" <= text[high] <= "鿿":
        high += 1
    name = max(weights.get(text[start:end], 0), own) - _TOTAL
    best = _best(text[low:high], weights, start - low, end - low, name)
    apart = best[start - low] + name + _best(text[end:high], weights)[-1]
    return max(0, best[-1] - apart)


# How far words of up to four characters reach to both sides of an edge.
_ACROSS = tuple((before, after) for before in range(1, LONGEST) for after in range(1, LONGEST - before + 1))


def _straddled(text: str, start: int, end: int, weights: dict[str, int]) -> bool:
    """Whether any known word reaches across an edge of the name: if none does, nothing speaks against it."""
    around = text[max(0, start - 3) : start].rjust(3) + text[start : end + 3].ljust(end + 3 - start)
    for edge in (3, 3 + end - start):
        for before, after in _ACROSS:
            if around[edge - before : edge + after] in weights:
                return True
    return False


def _best(window: str, weights: dict[str, int], start: int = 0, end: int = 0, name: int = 0) -> list[int]:
    """Weigh the most likely words up to each position, where [start, end) is known to be one if not empty."""
    best = [0]
    get = weights.get
    for at in range(1, len(window) + 1):
        top = best[-1] + get(window[at - 1], _UNKNOWN) - _TOTAL
        for first in range(at - LONGEST if at > LONGEST else 0, at - 1):
            weight = get(window[first:at])
            if weight is not None and best[first] + weight - _TOTAL > top:
                top = best[first] + weight - _TOTAL
        if at == end and best[start] + name > top:
            top = best[start] + name
        best.append(top)
    return best
