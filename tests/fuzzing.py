"""What hostile bytes and texts may do to each parser: nothing but its stated error.

`tests` runs every target for a moment. For longer: `python -m tests.fuzzing SECONDS [TARGET...]` runs them in turn,
each in a process of its own, and prints how many inputs each was given and what it found.
"""

import logging
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from monitor.attachment.contents import read_file
from monitor.config import ConfigError, load
from monitor.document import DocumentError, extract
from monitor.listing import ListingError, next_request, parse_listing
from monitor.markup.charset import decode
from monitor.model import (
    DocumentRule,
    DsJsonListing,
    FeedListing,
    HtmlListing,
    JpaasListing,
    JpageListing,
    JsonListing,
    Level,
    ListingRule,
    Page,
    Source,
    WebIdxListing,
)
from monitor.read import read, read_text
from tests.attached_files import CITIES, docx, ofd, pdf, xlsx

NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
URL = "https://www.example.cn/col/col12/index.html"
# No input below is longer than some hundred kilobytes: whatever takes longer than this is not linear.
LONGEST = timedelta(seconds=10)

SITES = Path(__file__).parent / "sites"
PAGES = [path.read_bytes() for path in sorted(SITES.glob("*/*")) if path.name != "expected.json"]
FILES = [docx(CITIES, "试点名单"), xlsx(CITIES), pdf(CITIES, "试点名单"), ofd(CITIES, "试点名单")]
CONFIGURATION = (SITES.parents[1] / "sources.yaml").read_bytes()[:6000]
LABELS = (SITES.parent / "labels" / "announcements.jsonl").read_text("utf-8").splitlines()

MARKUP = """<ul class=list>|<li>|</li>|<a href='|'>|<table>|<tr>|<td rowspan=999>|<td colspan=999>|</td>|</table>|
<p>|<h1>|</h1>|<div id=zoom>|</div>|<!--|-->|<script>|</script>|<title>|<meta charset=big5>|<meta name=PubDate content=|
<base href=|>|&nbsp;|&#0;|&#xD800;|&#x110000;|]]>|<![CDATA[|<record>|</record>|<rss>|<item>|<link>|
<?xml version='1.0' encoding='x'?>|<!DOCTYPE x [<!ENTITY a 'b'>]>|&a;|{"|":[|}]|{"data":|\\ud800|1e999|-0|null|
columnid:'|param_1={|data="datasource:|/20260101000000/index.shtml|javascript:|//|\\|http://[|%00|?a=1&|.docx|
2026-13-45|2026年2月30日|0000-00-00"""
WORDS = """大连|大连市|辽宁省|北京|试点|名单|公示|等38个城市|〔2026〕3号|第二批|1.|
（一）|一、|不含|除|外|取消|\t|、|。|
《|》|（|）|Dalian|pilot cities|计划单列市|\u200b|\u200d|\ufeff|\0|\u3000|𠮷|２０２６年|二〇二六年|
99999999999999999999|各省、自治区|至2026年6月|5个工作日|附件：|：|:|—|…|１．|①|㈠|臺北|重慶"""
YAML = """- |: |&a |*a|<<: |!!python/object:os.system |${|${A:-|}|[|]|{|}|'|\\"|#|\t|\n  |- id: x\n|every: 0s|.inf|0o7|
~|? |---\n"""


def _pieces(text: str) -> list[bytes]:
    return [piece.encode("utf-8", "surrogatepass") for piece in text.replace("|\n", "|").split("|") if piece]


HOSTILE = [
    *_pieces(MARKUP),
    *_pieces(WORDS),
    *_pieces(YAML),
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\x84\x31\xa4\x37",
    b"\x80",
    b"PK\x03\x04",
    b"%PDF-1.4\n",
    b"endobj",
]


@st.composite
def damaged(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """Bytes of a kind, cut, repeated, overwritten and stuffed with what parsers stumble over."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(0, 8))):
        start, length = draw(st.integers(0, max(0, len(data) - 1))), draw(st.sampled_from([0, 1, 2, 7, 40, 400]))
        match draw(st.sampled_from(["cut", "repeat", "stuff", "swap", "truncate", "bytes"])):
            case "cut":
                del data[start : start + length]
            case "repeat":
                data[start:start] = bytes(data[start : start + length]) * draw(st.integers(1, 50))
            case "stuff":
                data[start:start] = draw(st.sampled_from(HOSTILE)) * draw(st.sampled_from([1, 1, 1, 2, 30, 400]))
            case "swap":
                data[start : start + length] = draw(st.sampled_from(seeds))[start : start + length]
            case "truncate":
                del data[max(start, 1) :]
            case _:
                data[start : start + length] = draw(st.binary(max_size=40))
    return bytes(data[:200_000])


RULES: tuple[ListingRule, ...] = (
    HtmlListing("ul > li, tr"),
    HtmlListing("a", title="b", date="i"),
    FeedListing(),
    JpaasListing("li"),
    JpageListing(),
    DsJsonListing(),
    WebIdxListing(),
    JsonListing("data.rows", ("url", "link"), ("title",), ("date", "time")),
)
HEADERS = st.sampled_from(["text/html", "text/html; charset=gb2312", "text/html; charset=\0x", "application/json", ""])
PAGE_BYTES = damaged(PAGES) | st.lists(st.sampled_from(HOSTILE), max_size=60).map(b"".join) | st.binary(max_size=400)
TEXTS = (
    st.lists(st.sampled_from([piece.decode("utf-8", "replace") for piece in _pieces(WORDS)]), max_size=300).map("".join)
    | damaged([label.encode() for label in LABELS]).map(lambda body: body.decode("utf-8", "replace"))
    | st.text(max_size=400)
)


def _page(body: bytes, content_type: str) -> Page:
    return Page(URL, 200, {"content-type": content_type}, body, NOON)


def charset(body: bytes, content_type: str) -> None:
    """Any bytes are text that can be stored."""
    text = decode(body, {"content-type": content_type}).text
    assert "\0" not in text
    text.encode("utf-8")


def listing(rule: ListingRule, body: bytes, content_type: str) -> None:
    """Any page has entries that can be fetched, or is a failure in one line."""
    source = Source("s", "s", "s", Level.MINISTRY, URL, timedelta(minutes=15), rule)
    next_request(_page(body, content_type), source)
    said = ""
    try:
        entries = parse_listing(_page(body, content_type), source)
    except ListingError as error:
        entries, said = error.entries, str(error)
    assert "\n" not in said
    assert all(entry.url.startswith(("http://", "https://")) for entry in entries)


def document(body: bytes, content_type: str, rule: DocumentRule) -> None:
    """Any page is a document that can be read, with its cells where they say, or a stated failure."""
    try:
        found = extract(_page(body, content_type), rule, None)
    except DocumentError:
        return
    for table in found.tables:
        assert all(found.text[cell.start : cell.end] == cell.text for row in table.rows for cell in row)
    read(found)


def reading(text: str, title: str | None, published: date | None) -> None:
    """Any text is read, and every quote stands where it says."""
    said = read_text(text, title=title, published=published)
    proofs = [place.evidence for place in said.pilot_list.places] if said.pilot_list else []
    proofs += [deadline.evidence for deadline in said.deadlines]
    proofs += [task.evidence for task in said.task_list.items] if said.task_list else []
    assert all(text[proof.start : proof.end] == proof.quote for proof in proofs)
    assert all(text[mention.start : mention.end] == mention.surface for mention in said.mentions)


def attachment(body: bytes, name: str) -> None:
    """Any file gives text, or a note that says it could not be read."""
    found = read_file(body, name)
    assert found.text or found.notes


def configuration(body: bytes) -> None:
    """Any file is a configuration, or refused in one line that shows no variable's value."""
    with tempfile.NamedTemporaryFile(suffix=".yaml") as file:
        file.write(body)
        file.flush()
        said = ""
        try:
            load(Path(file.name), {"A": "planted-secret"}, lambda _: None)
        except ConfigError as error:
            said = str(error)
        assert "\n" not in said
        assert "planted-secret" not in said


@dataclass(frozen=True, slots=True)
class Target:
    """A function and what it is given."""

    act: Callable[..., None]
    given: dict[str, st.SearchStrategy[Any]]


def _listing_target(rule: ListingRule) -> Target:
    return Target(listing, {"rule": st.just(rule), "body": PAGE_BYTES, "content_type": HEADERS})


_SELECTORS = st.sampled_from([DocumentRule(), DocumentRule("h1", "span", "div"), DocumentRule(body="table, #zoom")])
_NAMES = st.sampled_from(["附件.docx", "附件1.xls", "名单.pdf", "a.ofd", "b.zip", "c.wps", "d.html", "附件"])
TARGETS: dict[str, Target] = {
    "charset": Target(charset, {"body": PAGE_BYTES | damaged(FILES), "content_type": HEADERS}),
    "document": Target(document, {"body": PAGE_BYTES, "content_type": HEADERS, "rule": _SELECTORS}),
    "read": Target(reading, {"text": TEXTS, "title": st.none() | TEXTS, "published": st.none() | st.dates()}),
    "attachment": Target(attachment, {"body": damaged(FILES), "name": _NAMES}),
    "configuration": Target(configuration, {"body": damaged([CONFIGURATION, b"sources: []\n"])}),
} | {f"listing-{number}-{type(rule).__name__}": _listing_target(rule) for number, rule in enumerate(RULES)}


def run(target: Target, examples: int, start: int) -> int:
    """Give the target so many inputs, and say how many it took; raises what it finds, made as small as can be."""
    taken = 0

    @seed(start)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(st.fixed_dictionaries(target.given))
    def act(values: dict[str, Any]) -> None:
        nonlocal taken
        taken += 1
        started = time.process_time()
        target.act(**values)
        assert time.process_time() - started < LONGEST.total_seconds(), "it took too long"

    act()
    return taken


def _run_for(name: str, seconds: float) -> None:
    """Run one target until the time is over; a finding is printed and the next seed taken."""
    logging.disable(logging.CRITICAL)  # readers of PDF have much to say about what is wrong with a file
    ends, number, taken, findings = time.monotonic() + seconds, int(time.time()), 0, 0
    while time.monotonic() < ends:
        number += 1
        try:
            taken += run(TARGETS[name], 100, number)
        except Exception:  # noqa: BLE001 - whatever it is, it is a finding
            findings += 1
            sys.stdout.write(f"FOUND in {name} with seed {number}:\n{traceback.format_exc()}\n")
    sys.stdout.write(f"{name}: {taken} inputs in {seconds:.0f} s, {findings} findings\n")


def main(seconds: float, names: list[str]) -> None:
    """Run the targets in turn, each in a process of its own: what kills one is told, and the others go on."""
    share = seconds / len(names)
    for name in names:
        command = [sys.executable, "-m", "tests.fuzzing", "--one", name, str(share)]
        with suppress(subprocess.TimeoutExpired):
            done = subprocess.run(command, check=False, timeout=share + 600)
            if done.returncode:
                sys.stdout.write(f"{name}: died with {done.returncode}\n")
            continue
        sys.stdout.write(f"{name}: hangs\n")


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        _run_for(sys.argv[2], float(sys.argv[3]))
    else:
        main(float(sys.argv[1]), sys.argv[2:] or list(TARGETS))
