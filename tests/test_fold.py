from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from monitor.read.fold import fold

PIECES = st.sampled_from(
    [
        "大",
        "连",
        "市",
        "，",
        " ",
        "　",
        "\n",
        "\t",
        "\u200b",
        "&nbsp;",
        "&#36830;",
        "<b>",
        "</td>",
        "&",
        "<",
        "a",
        "Ｄ",
        "連",
        "。",
    ]
)


def test_spaces_and_line_ends_inside_a_name_vanish() -> None:
    assert fold("同意大　连\n市开展").text == "同意大连市开展"


def test_spaces_between_latin_words_stay() -> None:
    assert fold("the port of Dalian").text == "the port of Dalian"


def test_full_width_traditional_and_compatibility_characters_become_plain() -> None:
    assert fold("Ｄａｌｉａｎ ⼤連１４個").text == "Dalian 大连14个"


def test_tags_and_entities_become_what_a_reader_sees() -> None:
    assert fold("<td>大</td>\n<td>&#36830;</td>&ldquo;市&rdquo;").text == "大连“市”"


def test_a_tag_between_latin_words_keeps_them_apart() -> None:
    assert fold("<b>Dalian</b><i>Customs</i>").text.split() == ["Dalian", "Customs"]


def test_an_ampersand_or_angle_bracket_in_prose_is_left_alone() -> None:
    assert fold("R&D投入<5%的企业").text == "R&D投入<5%的企业"


def test_offsets_lead_back_to_the_characters_as_given() -> None:
    given_text = "批复：大&nbsp;连&nbsp;市"
    folded = fold(given_text)
    at = folded.text.index("大连市")
    assert given_text[folded.start(at) : folded.end(at + 3)] == "大&nbsp;连&nbsp;市"


def test_an_entity_is_covered_whole() -> None:
    given_text = "单位：&#22823;&#36830;商务局"
    folded = fold(given_text)
    assert given_text[folded.start(3) : folded.end(5)] == "&#22823;&#36830;"


def test_line_ends_are_remembered_where_they_vanish() -> None:
    folded = fold("沈阳\n大 连")
    assert folded.text == "沈阳大连"
    assert folded.breaks == {2}
    assert folded.gaps == {3}


@given(st.lists(PIECES, max_size=30).map("".join))
@example("<b>大</b>连")
def test_offsets_never_run_backwards_and_stay_inside_the_text(text: str) -> None:
    folded = fold(text)
    spans = [(folded.start(i), folded.end(i + 1)) for i in range(len(folded.text))]
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] or before[0] <= after[0] for before, after in pairwise(spans))


@given(st.text(max_size=60))
def test_any_text_can_be_folded_again_without_change(text: str) -> None:
    once = fold(text).text
    if "&" not in once and "<" not in once:
        assert fold(once).text == once
