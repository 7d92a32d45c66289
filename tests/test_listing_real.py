"""Saved real pages through the listing kinds.

The pages belong to their publishers and are not in this repository; without them beside the checkout these tests skip.
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.listing import ListingError, next_request, parse_listing
from monitor.model import (
    DsJsonListing,
    Entry,
    HtmlListing,
    JpaasListing,
    JpageListing,
    JsonListing,
    Level,
    ListingRule,
    Page,
    Source,
)

PAGES = Path(__file__).parents[2] / "shared" / "sources" / "pages"
NOW = datetime(2026, 10, 1, 4, 0, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not PAGES.exists(), reason="the saved real pages are not here: ../shared/sources/pages")


def saved(file: str, url: str) -> Page:
    return Page(url, 200, {}, (PAGES / file).read_bytes(), NOW)


def source_of(rule: ListingRule, url: str) -> Source:
    return Source("s", "", "", Level.MINISTRY, url, timedelta(minutes=15), rule)


def entries(file: str, rule: ListingRule, url: str = "https://www.example.gov.cn/zwgk/") -> tuple[Entry, ...]:
    return parse_listing(saved(file, url), source_of(rule, url))


XWLB = JsonListing("videoList", ("video_url", "url"), ("video_title",), ("pub_date",))
CSRC = JsonListing("data.results", ("url",), ("title",), ("publishedTimeStr",))
SOUSUO = JsonListing("searchVO.listVO", ("url",), ("title",), ("pubtimeStr",))
NFRA = JsonListing("data.rows", ("https://www.example.gov.cn/item?docId={docId}",), ("docTitle",), ("publishDate",))

# file, rule, how many entries, whether each is dated
LISTS: list[tuple[str, ListingRule, int, bool]] = [
    ("mohurd.gov.cn/zr_zqyj_unit_excerpt.json", JpaasListing("ul > li", date="span.date-info"), 3, False),
    ("miit.gov.cn/zr_yjzj_unit_excerpt.json", JpaasListing("div.clist_con > ul > li", date="span.fr"), 4, True),
    ("samr.gov.cn/zr_zjdc_unit_excerpt.json", JpaasListing("li.zjnav04Left02_content"), 5, False),
    ("cac.gov.cn/zr_wxan_excerpt.html", HtmlListing("#loadingInfoPage > li", "h5 > a", date=".times"), 3, True),
    ("mot.gov.cn/zr_yijianzhengji_excerpt.html", HtmlListing("li.news-item", date="span.news-date"), 3, True),
    ("_reconstructed/mofcom_unit.json", JpaasListing("ul.txtList_01 > li", date="span"), 2, True),
    ("_reconstructed/dl_gov_jpage.xml", JpageListing(), 2, True),
    ("_reconstructed/nea_ds.json", DsJsonListing(), 1, True),
    ("_reconstructed/govcn_ZUIXINZHENGCE.json", JsonListing("", ("URL",), ("TITLE",), ("DOCRELPUBTIME",)), 2, True),
    ("_reconstructed/csrc_searchList.json", CSRC, 2, True),
    ("_reconstructed/sousuo_data_ok.json", SOUSUO, 1, True),
    ("_reconstructed/nfra_list.json", NFRA, 1, True),
]  # fmt: skip


@pytest.mark.parametrize(("file", "rule", "count", "dated"), LISTS, ids=[file for file, *_ in LISTS])
def test_a_saved_list_is_read(file: str, rule: ListingRule, count: int, dated: bool) -> None:
    """The undated ones only say until when comments may be sent in, which is no date of publication."""
    found = entries(file, rule)
    assert len(found) >= count
    assert all(len(entry.title) > 4 and not any(c in entry.title for c in "\n\t<>") for entry in found)
    assert {entry.published is not None for entry in found} == {dated}


@pytest.mark.parametrize("file", sorted((PAGES / "cctv.com" / "xwlb").glob("*.json")), ids=lambda file: file.stem)
def test_a_day_of_television_news_is_read(file: Path) -> None:
    items = json.loads(file.read_text(encoding="utf-8"))["videoList"]
    found = entries(str(file.relative_to(PAGES)), XWLB)
    assert len(found) == len({item.get("video_url") or item.get("url") for item in items})
    assert all(entry.title and not entry.title.startswith("[视频]") for entry in found)
    assert all(f"{entry.published:%Y%m%d}" == file.stem for entry in found)


def test_a_saved_shell_leads_to_the_list_beside_it() -> None:
    url = "https://www.nea.gov.cn/policy/zxwj.htm"
    shell = saved("nea.gov.cn/hotpot_policy_zxwj_shell.html", url)
    onward = next_request(shell, source_of(DsJsonListing(), url))
    assert onward == "https://www.nea.gov.cn/policy/ds_40d365c13659452aa06cdb7268d6192e.json"


def test_a_saved_column_leads_to_its_own_unit_among_three() -> None:
    url = "https://www.samr.gov.cn/zw/zfxxgk/fdzdgknr/"
    column = saved("samr.gov.cn/hotpot_fdzdgknr_unit_shell_excerpt.html", url)
    onward = next_request(column, source_of(JpaasListing("li"), url))
    assert onward is not None
    assert "tagId=%E5%BD%93%E5%89%8D%E5%86%85%E5%AE%B9&" in onward
    assert "parseType=bulidstatic&" in onward


def test_documented_columns_lead_to_their_units() -> None:
    url = "https://www.mofcom.gov.cn/zwgk/zcfb/"
    unit = next_request(saved("_reconstructed/mofcom_column_shell.html", url), source_of(JpaasListing("li"), url))
    assert "pageId=fc8bdff48fa345a48b651c1285b70b8f" in (unit or "")
    assert "tagId=%E5%88%86%E9%A1%B5%E5%88%97%E8%A1%A8&" in (unit or "")
    url = "https://www.dl.gov.cn/col/col1190/index.html"
    proxy = next_request(saved("_reconstructed/dl_gov_column.html", url), source_of(JpageListing(), url))
    assert "columnid=1190&" in (proxy or "")
    assert "unitid=43955&" in (proxy or "")


@pytest.mark.parametrize(
    "file",
    [
        "_reconstructed/mofcom_unit_wrong_tag_encoding.json",
        "_reconstructed/sousuo_data_null.json",
        "_reconstructed/soft404.html",
        "_reconstructed/c3vk_shell.html",
        "_reconstructed/jsl_521_challenge.html",
        "nmpa.gov.cn/hotpot_fgwj_412_challenge_excerpt.html",
    ],
)
@pytest.mark.parametrize(
    "rule",
    [HtmlListing("li"), JpaasListing("li"), JpageListing(), DsJsonListing(), XWLB],
    ids=lambda rule: type(rule).__name__,
)
def test_what_is_no_list_is_read_as_none_by_any_kind(file: str, rule: ListingRule) -> None:
    with pytest.raises(ListingError):
        entries(file, rule)
