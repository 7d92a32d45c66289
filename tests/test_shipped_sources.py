"""The sources that are shipped: enough of them, each with where its facts come from, and none that surely fails."""

import re
from pathlib import Path

import pytest

from monitor.config import Config, load
from monitor.listing import fallback

FILE = Path(__file__).parents[1] / "sources.yaml"


@pytest.fixture(scope="module")
def shipped() -> Config:
    return load(FILE, {}, lambda _: None)


def test_the_shipped_file_watches_many_columns_of_many_organisations(shipped: Config) -> None:
    enabled = [source for source in shipped.sources if source.enabled]
    assert len(enabled) >= 50
    assert len({source.publisher for source in enabled}) >= 25
    assert {"mofcom", "ndrc", "miit", "ln", "dl", "chinanews", "xinhua", "people", "cctv", "zhitong"} <= {
        source.id.partition("-")[0] for source in enabled
    } | {source.id for source in enabled}


def test_every_source_stands_below_a_word_on_how_sure_its_facts_are_or_why_it_is_disabled(shipped: Config) -> None:
    text = FILE.read_text(encoding="utf-8")
    said = ""
    for block in re.split(r"\n\n+", text):
        comment = " ".join(re.findall(r"^ *# (.*)$", block, re.MULTILINE))
        said = comment or said
        if match := re.search(r"- id: (\S+)", block):
            (source,) = [source for source in shipped.sources if source.id == match[1]]
            assert re.search(r"\b(?:sure|likely|tentative|Disabled)\b", said, re.IGNORECASE), source.id
            assert source.enabled or "Disabled" in said, source.id


def test_what_is_asked_as_a_last_resort_is_on_the_source_s_own_host(shipped: Config) -> None:
    for source in shipped.sources:
        if (address := fallback(source)) is not None:
            assert address.split("/")[2] == source.url.split("/")[2], source.id
