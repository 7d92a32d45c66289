"""Which story a document tells: found by keys, judged by number, words, programme, list and date. Pure."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from monitor.memory import Known, Outlet, Seen, Story
from monitor.model import Reading, Role, Stage
from monitor.story.act import act_of
from monitor.story.likeness import alike, sketch, title_key

BEIJING = ZoneInfo("Asia/Shanghai")

# The working distances below were chosen on the groups of reprints in the development data: reprints of one ministry
# notice span days, its batches are months apart, and two notices share under a tenth of their shingles.
SAME_STAGE_WINDOW = 45
SAME_TITLE_WINDOW = 20
SAME_LIST_WINDOW = 45
UNLISTED_WINDOW = 10
MISCOUNTED_WINDOW = 10
KINDRED_STAGE_WINDOW = 3
SAME_ACT_WINDOW = 3
NEAR_IDENTICAL_TEXT = 0.75
SAME_TEXT = 0.5
KINDRED_TEXT = 0.2
TELLING_LIST = 5
REPEATED = 2

# Outlets read one text now as a plan, now as its tasks or its announcement; a call, a proposal and a revocation are
# told by words that leave no doubt, and what they become is another announcement in nearly the same words.
_KINDRED_STAGES = frozenset({Stage.PLAN, Stage.ANNOUNCED, Stage.TASKS, Stage.OTHER})


def story_keys(reading: Reading, title: str, text: str) -> tuple[str, ...]:
    """Return the keys under which the document's story is remembered and looked up."""
    keys = [f"near:{shingle}" for shingle in sketch(text)]
    if len(folded := title_key(title)) >= 8:
        keys.append(f"title:{_digest(folded)}")
    if reading.document_number:
        keys.append(f"number:{title_key(reading.document_number)}")
    if reading.programme:
        keys.append(f"programme:{reading.programme.key}:{reading.stage}")
    if len(codes := listed_codes(reading)) >= TELLING_LIST:
        keys.append(f"list:{_digest(' '.join(sorted(codes)))}")
    return tuple(keys)


def _digest(words: str) -> str:
    return hashlib.blake2b(words.encode(), digest_size=12).hexdigest()


def find_story(known: Known, seen: Seen) -> Story | None:
    """Return the story the document belongs to, or None if it opens one."""
    if known.own_story is not None:
        return known.own_story
    own = sketch(seen.text)
    candidates = {story.id: story for story in (*known.stories, *known.life)}.values()
    scored = [(score, story) for story in candidates if (score := _sameness(story, seen, own))]
    score, found = max(scored, key=lambda pair: (pair[0], -_apart(pair[1], seen), pair[1].id), default=(0.0, None))
    if seen.reading.stage is Stage.PROGRESS and score < 2.0:
        return _recapped(known.life, seen) or found
    return found


def _sameness(story: Story, seen: Seen, own: Sequence[str]) -> float:
    """Say how surely the document tells this story: 0 for not at all."""
    likeness = max((alike(own, outlet.sketch) for outlet in story.outlets), default=0.0)
    if _contradicts(story, seen, likeness):
        return 0.0
    number = seen.reading.document_number
    if number and story.document_number and title_key(number) == title_key(story.document_number):
        return 4.0
    apart = _apart(story, seen)
    if likeness >= SAME_TEXT and apart <= SAME_STAGE_WINDOW and _compatible_lists(story, seen):
        return 2.0 + likeness
    if _same_programme(story, seen) and _tells_the_same(story, seen, apart):
        return 1.0 + likeness
    if _same_list(story, seen) and apart <= SAME_LIST_WINDOW:
        return 1.0 + likeness
    if _same_title(story, seen) and likeness >= KINDRED_TEXT:
        return 1.0 + likeness
    return 0.0


def _contradicts(story: Story, seen: Seen, likeness: float) -> bool:
    """Say whether the two cannot be one announcement: another batch, stage or act, another number of its own."""
    reading = seen.reading
    if _other(story.batch, reading.batch) or _other_programme(story, seen) or _other_act(story, seen):
        return True
    if (
        reading.stage is not story.stage
        and Stage.PROGRESS not in (reading.stage, story.stage)
        and Stage.OTHER not in (reading.stage, story.stage)
        and not _stage_read_otherwise(story, seen, likeness)
    ):
        return True
    numbers = (reading.document_number, story.document_number)
    return all(numbers) and title_key(numbers[0] or "") != title_key(numbers[1] or "") and not _same_title(story, seen)


def _other(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and one != other


def _other_programme(story: Story, seen: Seen) -> bool:
    """Say whether they are about two programmes: notices of one ministry share most of their words.

    Outlets shorten a name until it is that of another programme, and where both list the same places one was misread.
    """
    ours, theirs = seen.reading.programme, story.programme
    if ours is None or theirs is None or ours.key == theirs.key or _kindred_names(ours.name, theirs.name):
        return False
    codes = listed_codes(seen.reading)
    return len(codes) < TELLING_LIST or codes != _codes(story)


def _kindred_names(one: str, other: str) -> bool:
    """Say whether one name holds five characters of the other in a row, besides the word for a pilot."""
    one, other = one.removesuffix("试点"), other.removesuffix("试点")
    return any(one[i : i + 5] in other for i in range(max(1, len(one) - 4)))


def _stage_read_otherwise(story: Story, seen: Seen, likeness: float) -> bool:
    """Say whether only the reading of the stage differs: near-identical words, or one list and one count of tasks."""
    if not {story.stage, seen.reading.stage} <= _KINDRED_STAGES:
        return False
    if likeness >= NEAR_IDENTICAL_TEXT:
        return True
    tasks = seen.reading.task_list
    same_tasks = (tasks.stated_count if tasks else None) == story.stated_tasks and bool(tasks) == bool(
        story.tasks or story.stated_tasks
    )
    ours, theirs = listed_codes(seen.reading), _codes(story)
    return (
        same_tasks
        and _apart(story, seen) <= KINDRED_STAGE_WINDOW
        and min(len(ours), len(theirs)) >= 3
        and (ours <= theirs or theirs <= ours)
        and all(outlet.source != seen.source for outlet in story.outlets)
    )


def _other_act(story: Story, seen: Seen) -> bool:
    """Say whether days lie between a meeting (or press conference) and the issue of a document."""
    act = act_of(seen.text, seen.published)
    acts = {outlet.act for outlet in story.outlets if outlet.act}
    return act is not None and bool(acts) and act not in acts and _apart(story, seen) > SAME_ACT_WINDOW


def _same_programme(story: Story, seen: Seen) -> bool:
    programme = seen.reading.programme
    return programme is not None and story.programme is not None and programme.key == story.programme.key


def _tells_the_same(story: Story, seen: Seen, apart: int) -> bool:
    """Say whether two tellings of one programme agree in date, list and tasks as far as they tell them."""
    if story.stage is not seen.reading.stage and not {story.stage, seen.reading.stage} <= _KINDRED_STAGES:
        return False
    if apart > SAME_STAGE_WINDOW or Stage.OTHER in (story.stage, seen.reading.stage):
        return False
    tasks = seen.reading.task_list
    counts_differ = _other(story.stated_tasks, tasks.stated_count if tasks else None)
    if counts_differ and not (apart <= MISCOUNTED_WINDOW and _nearly_one_list(story, seen)):
        return False
    listed = seen.reading.pilot_list is not None and (story.places or story.stated_count)
    counted = bool(story.stated_tasks and tasks and tasks.stated_count)
    if not listed and not counted and apart > UNLISTED_WINDOW:
        return False
    return _compatible_lists(story, seen)


def _nearly_one_list(story: Story, seen: Seen) -> bool:
    """Say whether both list the same places but for a slip or two."""
    ours, theirs = listed_codes(seen.reading), _codes(story)
    return min(len(ours), len(theirs)) >= TELLING_LIST and len(ours & theirs) >= 0.9 * min(len(ours), len(theirs))


def _same_list(story: Story, seen: Seen) -> bool:
    """Say whether both list the same places, long enough to be no chance, for programmes of kindred names.

    Outlets shorten a programme's name until it is that of another.
    """
    ours = listed_codes(seen.reading)
    if len(ours) < TELLING_LIST or ours != _codes(story) or story.stage is not seen.reading.stage:
        return False
    ours_name, theirs_name = (p.name if p else "" for p in (seen.reading.programme, story.programme))
    return not ours_name or not theirs_name or _kindred_names(ours_name, theirs_name)


def _same_title(story: Story, seen: Seen) -> bool:
    """Two columns of one site that repeat a title each week are two stories: there the dates must agree."""
    folded = title_key(seen.title)
    for outlet in story.outlets:
        if title_key(outlet.title) != folded or len(folded) < 8:
            continue
        distance = abs((_outlet_day(outlet, story) - _seen_day(seen)).days)
        if distance <= (1 if outlet.source == seen.source else SAME_TITLE_WINDOW):
            return True
    return False


def _compatible_lists(story: Story, seen: Seen) -> bool:
    """Say whether the two lists can be one: most names of the shorter stand in the longer, or one names nobody."""
    ours, theirs = listed_codes(seen.reading), _codes(story)
    pilots = seen.reading.pilot_list
    differ = _other(story.stated_count, pilots.stated_count if pilots else None)
    if not ours or not theirs:
        return not differ
    shared = len(ours & theirs) / min(len(ours), len(theirs))
    if differ:
        return shared >= 0.9 and min(len(ours), len(theirs)) >= 3
    return shared >= 0.5 or not _conclusive(story, seen)


def _conclusive(story: Story, seen: Seen) -> bool:
    """Two partial lists may name different members of one list."""
    complete = seen.reading.pilot_list.complete if seen.reading.pilot_list else None
    return bool(complete or story.complete)


def _recapped(life: Iterable[Story], seen: Seen) -> Story | None:
    """Return the story a recap repeats: of those before it that it agrees with, the one it agrees with in most.

    A feature that repeats neither names, counts nor a batch repeats no announcement.
    """
    day = _seen_day(seen)
    fitting = [
        (agreement, story)
        for story in life
        if (agreement := _agreement(story, seen)) >= REPEATED
        and story.stage not in (Stage.PROGRESS, Stage.OTHER)
        and (story.published or day) <= day
        and not _other(story.batch, seen.reading.batch)
        and _compatible_lists(story, seen)
    ]
    return max(fitting, key=lambda pair: (pair[0], pair[1].published or day), default=(0, None))[1]


def _agreement(story: Story, seen: Seen) -> int:
    pilots, tasks = seen.reading.pilot_list, seen.reading.task_list
    ours = listed_codes(seen.reading)
    return (
        2 * bool(ours and ours <= _codes(story))
        + 2 * bool(pilots and pilots.stated_count and pilots.stated_count == story.stated_count)
        + bool(tasks and tasks.stated_count and tasks.stated_count == story.stated_tasks)
        + bool(story.stage is Stage.ANNOUNCED and not (tasks and tasks.stated_count))
        + (story.batch is not None and story.batch == seen.reading.batch)
    )


def proposal_of(life: Iterable[Story], story: Story) -> Story | None:
    """Return the 公示 that an announced list decides: the latest before it that shares its batch, and names with it."""
    if story.stage is not Stage.ANNOUNCED:
        return None
    ours = _codes(story)
    fitting = [
        earlier
        for earlier in life
        if earlier.stage is Stage.PROPOSED
        and earlier.places
        and not _other(earlier.batch, story.batch)
        and (earlier.published is None or story.published is None or earlier.published <= story.published)
        and (not ours or ours & _codes(earlier))
    ]
    # Where the batch is not told on both sides, the names they share must tell it.
    return max(
        fitting,
        key=lambda earlier: (
            earlier.batch == story.batch,
            len(ours & _codes(earlier)) / max(1, len(ours | _codes(earlier))) >= 0.5,
            earlier.published or date.min,
            earlier.id,
        ),
        default=None,
    )


def listed_codes(reading: Reading) -> set[str]:
    """Return the codes of the places the document's list names as pilots."""
    places = reading.pilot_list.places if reading.pilot_list else ()
    return {p.code for p in places if p.role not in (Role.EXCLUDED, Role.REMOVED)}


def _codes(story: Story) -> set[str]:
    return {p.code for p in story.places if p.role not in (Role.EXCLUDED, Role.REMOVED)}


def _apart(story: Story, seen: Seen) -> int:
    """Return the days between the document and the story's first telling; recaps tell it long after."""
    told = [outlet for outlet in story.outlets if outlet.stage is not Stage.PROGRESS] or story.outlets
    return abs((_seen_day(seen) - min(_outlet_day(outlet, story) for outlet in told)).days)


def _outlet_day(outlet: Outlet, story: Story) -> date:
    return outlet.published or story.first_at.astimezone(BEIJING).date()


def _seen_day(seen: Seen) -> date:
    return seen.published or seen.at.astimezone(BEIJING).date()
