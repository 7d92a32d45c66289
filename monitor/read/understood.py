"""One notice or news item, understood: its programme, stage, lists and tasks, and what each named place is in it."""

import re
from dataclasses import dataclass
from datetime import date

from monitor.model import PilotList, Programme, Role, Stage, Task, TaskList
from monitor.read.batch import batch_of
from monitor.read.cues import CHOOSING
from monitor.read.layout import Span
from monitor.read.passage import Passage
from monitor.read.pilots import Pilots, named_units, pilot_list
from monitor.read.places import Naming
from monitor.read.programme import known_programmes, speaks_of_pilot
from monitor.read.prose import Judged, judged_enumerations
from monitor.read.relations import Relation, Setting
from monitor.read.rows import RowList, row_lists
from monitor.read.sentence import Sentence, sentences_of, titled
from monitor.read.stage import signals, stage
from monitor.read.stated import ListedIn, StatedPlaces, stated_places
from monitor.read.subject import is_about_pilots, main_programme, names_of
from monitor.read.tasks import Stated, stated_tasks, task_items

_LIST_WORDS = re.compile(r"名单|入选|公示")
_IN_PASSING = re.compile(r"先行先试|试点项目的|试点经验|试点示范(?:工作)?的?(?:进展|经验)|试点工作进展")
_LEAD = 320
_WEIGHTS = {
    Stage.ANNOUNCED: 6.0,
    Stage.REVOKED: 6.0,
    Stage.PROPOSED: 5.5,
    Stage.TASKS: 5.0,
    Stage.SOLICIT: 4.0,
    Stage.PLAN: 3.5,
    Stage.PROGRESS: 2.0,
    Stage.OTHER: 0.0,
}


@dataclass(frozen=True, slots=True)
class Understood:
    """What one item says; `roles` holds the role of each naming by its start, in the passage's offsets.

    `weight` orders the items of a digest: the heaviest is what the text is about.
    """

    programme: Programme | None
    stage: Stage
    is_pilot: bool
    batch: int | None
    pilot_list: PilotList | None
    task_list: TaskList | None
    roles: dict[int, Role]
    sentences: tuple[Sentence, ...]
    notes: tuple[str, ...]
    weight: float


def understand(
    passage: Passage,
    title: str,
    lines: list[Span],
    namings: list[Naming],
    tables: list[RowList],
    published: date | None,
) -> Understood:
    """Read one item: `lines` are its content lines, `namings` the places named in the passage, `tables` its tables."""
    rows = tables or row_lists(lines)
    prose = [line for line in lines if not any(listed.start <= line.start < listed.end for listed in rows)]
    spans = sentences_of(prose)
    heading = titled(title)
    topical = is_about_pilots(heading, spans)
    programme = main_programme(heading, spans) if topical else None
    topical = topical or programme is not None
    names = names_of(programme, heading, spans)
    lead = lines[0].start + _LEAD
    judged = []
    if topical:
        judged = judged_enumerations(prose, spans, namings, _setting(heading, spans, names), lead)
    listed = [item for item in judged if item.relation is Relation.LISTED]
    rows = [listed_rows for listed_rows in rows if _about_pilots(listed_rows, title)] if topical else []
    listing = _listing_sentence(listed, rows, spans)
    tasks = stated_tasks(heading, spans, listing, names)
    removes = any(item.relation is Relation.REMOVED for item in judged) and not listed
    found = stage(
        signals(
            title,
            spans,
            listing,
            has_list=bool(listed or rows),
            removes=removes,
            topical=topical,
            head_topical=heading.topical or any(span.topical for span in spans[:4]),
            counted=tasks.count is not None,
            published=published,
        )
    )
    if programme is not None and listing is not None and not heading.worded and not heading.known:
        programme = main_programme(titled(""), [listing]) or programme
    pilots = Pilots(passage, namings, found)
    pilots.from_prose(judged)
    pilots.from_rows(rows)
    pilots.from_exclusions(judged)
    pilots.with_focus(judged)
    stated = StatedPlaces(None, approximate=False, unit="city")
    if topical:
        mentioned = [ListedIn(item.enumeration, item.sentence) for item in listed]
        stated = stated_places(heading, spans, mentioned, named_units(listed, rows), names, lead)
    task_list = _task_list(passage, lines, namings, tasks, found, topical=topical)
    if task_list is not None and found in (Stage.TASKS, Stage.PLAN):
        pilots.from_tasks(task_list.items)
    places, notes = pilot_list(pilots.places, stated, listed, rows, lines)
    return Understood(
        programme,
        found,
        topical and _is_pilot(found, heading, listed, rows, spans),
        batch_of(title, listing, _current(spans, judged), names, recap=found is Stage.PROGRESS) if topical else None,
        places,
        task_list,
        pilots.roles,
        tuple(spans),
        notes,
        _WEIGHTS[found] + (1.0 if places is not None and places.places else 0.0),
    )


def _topical(words: str) -> bool:
    return speaks_of_pilot(words) or bool(known_programmes(words))


def _setting(title: Sentence, spans: list[Sentence], names: tuple[str, ...]) -> Setting:
    """Collect the counts whose own clause speaks of the pilot."""
    counts: set[int] = set()
    for span in [title, *spans[:4]]:
        for count in span.place_counts:
            at, to = count.start - span.start, count.end - span.start
            marks = r"[,.;:]" if span.text.isascii() else r"[,。; ]"
            clause = re.split(marks, span.text[:at])[-1] + span.text[at:to] + re.split(marks, span.text[to:])[0]
            chosen = title.topical and CHOOSING.search(clause) is not None
            if count.value >= 3 and (chosen or _topical(clause) or any(name in clause for name in names)):
                counts.add(count.value)
    return Setting(frozenset(counts), names, near=title.topical)


def _about_pilots(listed: RowList, title: str) -> bool:
    """Whether a list in rows is about pilots, by its heading or else by the title."""
    return any(speaks_of_pilot(text) or _LIST_WORDS.search(text) for text in (listed.heading, title))


def _listing_sentence(listed: list[Judged], rows: list[RowList], spans: list[Sentence]) -> Sentence | None:
    """Give the sentence that speaks of the list: the first that lists several places, else the one above the rows."""
    if listed:
        return max(listed, key=lambda item: (len(item.enumeration.names) > 1, -item.sentence.start)).sentence
    if rows:
        above = [span for span in spans if span.end <= rows[0].start]
        if above:
            return above[-1]
    return next((span for span in spans if span.topical), None)


def _current(spans: list[Sentence], judged: list[Judged]) -> list[Sentence]:
    """Find the sentences that do not speak of former pilots."""
    prior = {item.sentence.start for item in judged if item.relation is Relation.PRIOR}
    return [span for span in spans if span.start not in prior]


def _task_list(
    passage: Passage, lines: list[Span], namings: list[Naming], tasks: Stated, found: Stage, *, topical: bool
) -> TaskList | None:
    items: tuple[Task, ...] = ()
    areas = tasks.areas
    if found in (Stage.TASKS, Stage.PLAN, Stage.ANNOUNCED, Stage.PROGRESS) and len(lines) >= 4:
        items, counted = task_items(passage, lines, namings, tasks.count)
        areas = areas if areas is not None or not tasks.count else counted
    if (tasks.count is None and areas is None and not items) or not (topical or found in (Stage.TASKS, Stage.PLAN)):
        return None
    return TaskList(items, tasks.count, areas, tasks.parts)


def _is_pilot(found: Stage, title: Sentence, listed: list[Judged], rows: list[RowList], spans: list[Sentence]) -> bool:
    """Tell whether it is news of a pilot: not a recap, and not a text that speaks of one far down."""
    if found in (Stage.PROGRESS, Stage.OTHER):
        return False
    if listed or rows or title.topical:
        return True
    return any(span.topical and _topical(_IN_PASSING.sub("", span.text)) for span in spans[:6])
