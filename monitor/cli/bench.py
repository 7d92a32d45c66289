"""Commands that measure: `bench read`."""

import json
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from monitor.cli.jsonl import rows_of
from monitor.cli.setup import AsJson, out
from monitor.read import read_text
from monitor.read.places import bare_scan, scan

bench = typer.Typer(help="Measure how fast texts are read.", no_args_is_help=True)

DOCUMENT = 10_000
"""The bytes of UTF-8 that one measured document has."""
_SAMPLE = (
    "商务部办公厅关于公布第二批社区商业创新试点城市名单的通知\n各省、自治区、直辖市、计划单列市商务主管部门：\n"
    "经地方申报、专家评审，确定沈阳市、大连市、长春市等20个城市为第二批社区商业创新试点城市，试点期为2年。\n"
    "各地要完善网点布局，优化服务供给，健全工作机制，及时总结经验，防止一哄而上。支持大连市建设冷链共同配送网络。\n"
    "居民下楼即可买菜、理发、修鞋，老年食堂和托育点开到家门口，流动菜车在早晚高峰进入社区，企业按市场规则自主经营。\n"
    "有关部门将加强跟踪指导，对推进不力的督促整改，对成效明显的在政策和资金上予以倾斜，相关进展按季度报送。\n"
)


@bench.callback()
def _measures() -> None:
    """Measure how fast texts are read."""


@bench.command("read")
def bench_read(
    jsonl: Annotated[Path | None, typer.Option("--jsonl", help="Rows whose texts are read; default: a sample.")] = None,
    seconds: Annotated[float, typer.Option(min=0.1, help="CPU time to spend on each measure.")] = 3.0,
    as_json: AsJson = False,
) -> None:
    """Tell documents of 10 kB read a second of CPU time, and what the scan for places alone does."""
    documents = _documents([_SAMPLE] if jsonl is None else [row["text"] for row in rows_of(jsonl, ("text",))])
    titled = [(text, text.split("\n", 1)[0][:60]) for text in documents]
    megabytes = sum(len(text.encode()) for text in documents) / 1e6
    read = _rate(lambda: [read_text(text, title=title) for text, title in titled], seconds) * len(documents)
    scanned = _rate(lambda: [scan(text) for text in documents], seconds) * megabytes
    bare = _rate(lambda: [bare_scan(text) for text in documents], seconds) * megabytes
    figures = {
        "documents_per_second": round(read, 1),
        "document_bytes": DOCUMENT,
        "place_scan_mb_per_second": round(scanned, 1),
        "bare_scan_mb_per_second": round(bare, 1),
        "scan_to_bare": round(scanned / bare, 2),
    }
    if as_json:
        typer.echo(json.dumps(figures))
        return
    table = Table("measure", "figure")
    for name, figure in figures.items():
        table.add_row(name.replace("_", " "), str(figure))
    out.print(table)


def _documents(texts: list[str]) -> list[str]:
    """Make documents of `DOCUMENT` bytes of the texts, one behind the other, at most a hundred."""
    whole = "\n".join(texts).encode()
    whole *= max(1, -(-DOCUMENT // len(whole)))
    pieces = (whole[at : at + DOCUMENT] for at in range(0, len(whole) - DOCUMENT + 1, DOCUMENT))
    return [piece.decode("utf-8", "ignore") for piece in islice(pieces, 100)]


def _rate(work: Callable[[], object], seconds: float) -> float:
    """Give how often a second of CPU time the work is done, after one run to warm up."""
    work()
    rounds, started = 0, time.process_time()
    while (spent := time.process_time() - started) < seconds:
        work()
        rounds += 1
    return rounds / spent
