"""Which documents are the same announcement, and which of them is the authority. Pure.

A story is looked up by keys (`story_keys`), so its cost does not grow with what is stored; the documents found that way
are then judged (`find_story`) and merged (`join`).
"""

import hashlib
import re
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from monitor.memory import Known, Outlet, Seen, Story
from monitor.model import ListedPlace, Reading, Role, Stage

BEIJING = ZoneInfo("Asia/Shanghai")

# The working distances below were chosen on the groups of reprints in the development data: reprints of one ministry
# notice span days, its batches are months apart, and two notices share under a tenth of their shingles.
SAME_STAGE_WINDOW = timedelta(days=45)
SAME_TITLE_WINDOW = timedelta(days=20)
SAME_TEXT = 0.5
KINDRED_TEXT = 0.2
SHINGLE = 6
SKETCH_SIZE = 12
SKETCHED_LENGTH = 6000

_NOT_WORDS = re.compile(r"[\W_]+")


def title_key(title: str) -> str:
    """Return the title folded for comparison: NFKC, lower case, letters and digits only."""
    return _NOT_WORDS.sub("", unicodedata.normalize("NFKC", title).lower())


def sketch(text: str) -> tuple[str, ...]:
    """Return a fixed-size sample of the text's shingles; the share two sketches have in common is that of the texts."""
    folded = title_key(text[:SKETCHED_LENGTH])
    shingles = {folded[i : i + SHINGLE] for i in range(max(0, len(folded) - SHINGLE + 1))}
    lowest = sorted(shingles, key=lambda s: (zlib.crc32(s.encode()), s))[:SKETCH_SIZE]
    return tuple(hashlib.blake2b(s.encode(), digest_size=6).hexdigest() for s in lowest)


def alike(one: Sequence[str], other: Sequence[str]) -> float:
    """Return the share of shingles two sketches have in common, 0 to 1."""
    if not one or not other:
        return 0.0
    return len(set(one) & set(other)) / min(len(one), len(other))


def story_keys(reading: Reading, title: str, text: str) -> tuple[str, ...]:
    """Return the keys under which the document's story is remembered and looked up."""
    keys = [f"near:{shingle}" for shingle in sketch(text)]
    if len(folded := title_key(title)) >= 8:
        keys.append("title:" + hashlib.blake2b(folded.encode(), digest_size=12).hexdigest())
    if reading.document_number:
        keys.append(f"number:{title_key(reading.document_number)}")
    if reading.programme:
        keys.append(f"programme:{reading.programme.key}:{reading.stage}")
    return tuple(keys)


def find_story(known: Known, seen: Seen) -> Story | None:
    """Return the story the document belongs to, or None if it opens one."""
    if known.own_story is not None:
        return known.own_story
    own = sketch(seen.text)
    scored = [(score, story) for story in known.stories if (score := _sameness(story, seen, own))]
    if scored:
        return max(scored, key=lambda pair: (pair[0], -_apart(pair[1], seen)))[1]
    if seen.reading.stage is Stage.PROGRESS:
        return _recapped(known.life, seen)
    return None


def _sameness(story: Story, seen: Seen, own: Sequence[str]) -> float:
    """Say how surely the document tells this story: 0 for not at all."""
    if _contradicts(story, seen):
        return 0.0
    number = seen.reading.document_number
    if number and story.document_number and title_key(number) == title_key(story.document_number):
        return 4.0
    likeness = max((alike(own, outlet.sketch) for outlet in story.outlets), default=0.0)
    apart = _apart(story, seen)
    if likeness >= SAME_TEXT and apart <= SAME_STAGE_WINDOW.days:
        return 2.0 + likeness
    if _same_programme(story, seen) and story.stage is seen.reading.stage and apart <= SAME_STAGE_WINDOW.days:
        return 1.0 + likeness if _compatible_lists(story, seen) else 0.0
    if _same_title(story, seen) and likeness >= KINDRED_TEXT:
        return 1.0 + likeness
    return 0.0


def _contradicts(story: Story, seen: Seen) -> bool:
    """Say whether the two cannot be one announcement: another batch, another stage, another number of its own."""
    reading = seen.reading
    if story.batch is not None and reading.batch is not None and story.batch != reading.batch:
        return True
    if (
        reading.stage is not story.stage
        and Stage.PROGRESS not in (reading.stage, story.stage)
        and _staged(story, reading)
    ):
        return True
    numbers = (reading.document_number, story.document_number)
    return all(numbers) and title_key(numbers[0] or "") != title_key(numbers[1] or "") and not _same_title(story, seen)


def _staged(story: Story, reading: Reading) -> bool:
    return Stage.OTHER not in (story.stage, reading.stage)


def _same_programme(story: Story, seen: Seen) -> bool:
    programme = seen.reading.programme
    return programme is not None and story.programme is not None and programme.key == story.programme.key


def _same_title(story: Story, seen: Seen) -> bool:
    """Two columns of one site that repeat a title each week are two stories: there the dates must agree."""
    folded = title_key(seen.title)
    window = SAME_TITLE_WINDOW.days
    for outlet in story.outlets:
        if title_key(outlet.title) != folded or len(folded) < 8:
            continue
        distance = abs((_day(outlet.published, story.first_at.astimezone(BEIJING).date()) - _seen_day(seen)).days)
        if distance <= (1 if outlet.source == seen.source else window):
            return True
    return False


def _compatible_lists(story: Story, seen: Seen) -> bool:
    """Say whether the two lists can be one: most names of the shorter stand in the longer, or one names nobody."""
    ours, theirs = listed_codes(seen.reading), {p.code for p in story.places if p.role is not Role.EXCLUDED}
    stated = seen.reading.pilot_list.stated_count if seen.reading.pilot_list else None
    if not ours or not theirs:
        return stated is None or story.stated_count is None or stated == story.stated_count
    shared = len(ours & theirs) / min(len(ours), len(theirs))
    if stated is not None and story.stated_count is not None and stated != story.stated_count:
        return shared >= 0.9
    return shared >= 0.5 or not _conclusive(story, seen)


def _conclusive(story: Story, seen: Seen) -> bool:
    """Two partial lists may name different members of one list."""
    complete = seen.reading.pilot_list.complete if seen.reading.pilot_list else None
    return bool(complete or story.complete)


def _recapped(life: Iterable[Story], seen: Seen) -> Story | None:
    """Return the story a recap repeats: the programme's latest before it whose batch and list agree."""
    day = _seen_day(seen)
    for story in life:
        if story.stage in (Stage.PROGRESS, Stage.OTHER) or _day(story.published, day) > day:
            continue
        if story.batch is not None and seen.reading.batch is not None and story.batch != seen.reading.batch:
            continue
        if listed_codes(seen.reading) <= {p.code for p in story.places} or _compatible_lists(story, seen):
            return story
    return None


def listed_codes(reading: Reading) -> set[str]:
    """Return the codes of the places the document's list names as pilots."""
    places = reading.pilot_list.places if reading.pilot_list else ()
    return {p.code for p in places if p.role not in (Role.EXCLUDED, Role.REMOVED)}


def _apart(story: Story, seen: Seen) -> int:
    """Return the days between the document and the story's nearest outlet."""
    day = _seen_day(seen)
    first = story.first_at.astimezone(BEIJING).date()
    return min(abs((_day(outlet.published, first) - day).days) for outlet in story.outlets)


def _day(published: date | None, otherwise: date) -> date:
    return published or otherwise


def _seen_day(seen: Seen) -> date:
    return seen.published or seen.at.astimezone(BEIJING).date()


# --- merging ------------------------------------------------------------------------------------------------------


def open_story(seen: Seen) -> Story:
    """Return the story this document is the first to tell."""
    identity = hashlib.blake2b(seen.key.encode(), digest_size=5).hexdigest()
    empty = Story(
        id=f"s{identity}",
        programme=seen.reading.programme,
        stage=seen.reading.stage,
        batch=seen.reading.batch,
        document_number=seen.reading.document_number,
        title=seen.title,
        published=seen.published,
        first_at=seen.at,
        primary=seen.url,
        outlets=(),
    )
    return join(empty, seen)


def join(story: Story, seen: Seen) -> Story:
    """Return the story with this document among its outlets (in place of its own earlier revision).

    The most authoritative outlet leads: its level, then being the issuer itself, then having been first. The list is
    completed from the others, each name kept as its best outlet gives it.
    """
    mine = _outlet(seen)
    others = tuple(outlet for outlet in story.outlets if outlet.url != seen.url)
    outlets = (*others, mine) if len(others) == len(story.outlets) else _replaced(story.outlets, mine)
    lead = min(outlets, key=lambda outlet: _weight(outlet, seen.reading.issuers))
    reading = seen.reading
    leads = lead.url == seen.url
    places = _merged_places(outlets, seen.reading.issuers)
    tasks = reading.task_list
    better_tasks = tasks is not None and (leads or len(tasks.items) > len(story.tasks))
    is_recap = reading.stage is Stage.PROGRESS
    return replace(
        story,
        primary=lead.url,
        outlets=outlets,
        title=seen.title if leads else story.title,
        stage=reading.stage if leads and not is_recap else story.stage,
        published=seen.published if leads and seen.published else story.published or seen.published,
        programme=(reading.programme if leads and reading.programme else story.programme) or reading.programme,
        batch=(reading.batch if leads and reading.batch else story.batch) or (None if is_recap else reading.batch),
        document_number=(reading.document_number if leads else story.document_number) or story.document_number,
        places=places,
        stated_count=_best_count(outlets, seen.reading.issuers),
        complete=_completeness(outlets, places, seen.reading.issuers),
        tasks=tasks.items if tasks is not None and better_tasks else story.tasks,
        stated_tasks=(tasks.stated_count if tasks is not None and better_tasks else None) or story.stated_tasks,
        conflicts=conflicts(outlets, seen.reading.issuers),
    )


def _outlet(seen: Seen) -> Outlet:
    pilots = seen.reading.pilot_list
    return Outlet(
        source=seen.source,
        publisher=seen.publisher,
        level=seen.level,
        url=seen.url,
        title=seen.title,
        published=seen.published,
        places=pilots.places if pilots else (),
        complete=pilots.complete if pilots else None,
        stated_count=pilots.stated_count if pilots else None,
        sketch=sketch(seen.text),
    )


def _replaced(outlets: Sequence[Outlet], mine: Outlet) -> tuple[Outlet, ...]:
    return tuple(mine if outlet.url == mine.url else outlet for outlet in outlets)


def _weight(outlet: Outlet, issuers: Sequence[str]) -> tuple[int, bool]:
    return outlet.level.rank, outlet.publisher not in issuers


def _by_authority(outlets: Sequence[Outlet], issuers: Sequence[str]) -> list[Outlet]:
    """Return the outlets, the one to believe first: the authority's complete list, then other lists of its level."""
    return sorted(outlets, key=lambda o: (*_weight(o, issuers), not o.complete, -len(o.places)))


def _merged_places(outlets: Sequence[Outlet], issuers: Sequence[str]) -> tuple[ListedPlace, ...]:
    """Return the list as best known; a name beyond a complete list or beyond the stated count is not believed."""
    ranked = [outlet for outlet in _by_authority(outlets, issuers) if outlet.places]
    if not ranked:
        return ()
    best = ranked[0]
    if best.complete:
        return best.places
    merged = {place.code: place for place in best.places}
    stated = _best_count(outlets, issuers)
    for outlet in ranked[1:]:
        fresh = {place.code: place for place in outlet.places if place.code not in merged}
        if stated is None or len(merged) + len(fresh) <= stated:
            merged |= fresh
    return tuple(merged.values())


def _best_count(outlets: Sequence[Outlet], issuers: Sequence[str]) -> int | None:
    return next((o.stated_count for o in _by_authority(outlets, issuers) if o.stated_count is not None), None)


def _completeness(outlets: Sequence[Outlet], places: Sequence[ListedPlace], issuers: Sequence[str]) -> bool | None:
    if any(outlet.complete for outlet in outlets):
        return True
    stated = _best_count(outlets, issuers)
    if stated is not None:
        return len(places) >= stated
    return next((o.complete for o in _by_authority(outlets, issuers) if o.complete is not None), None)


def conflicts(outlets: Sequence[Outlet], issuers: Sequence[str]) -> tuple[str, ...]:
    """Return what outlets say against a complete list or a count of one that weighs more, a sentence each."""
    ranked = [outlet for outlet in _by_authority(outlets, issuers) if outlet.places or outlet.stated_count]
    if not ranked:
        return ()
    best, said = ranked[0], []
    names = {place.code for place in best.places}
    for outlet in ranked[1:]:
        strangers = [p.name for p in outlet.places if best.complete and p.code not in names]
        if strangers:
            said.append(f"{outlet.publisher}: {'、'.join(strangers)} ≠ {best.publisher}")
        if outlet.stated_count and best.stated_count and outlet.stated_count != best.stated_count:
            said.append(f"{outlet.publisher}: {outlet.stated_count} ≠ {best.publisher}: {best.stated_count}")
    return tuple(said)
