"""Stories without a database: what documents read in turn become, looked up by keys as the store does."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations

from monitor.judge import judge
from monitor.memory import Known, KnownDocument, Outcome, Seen, Story
from monitor.model import Entry, Level, Subscription, Validators
from monitor.read import read_text
from monitor.story import story_keys

SHANGHAI_MORNING = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Telling:
    """A document of a corpus: where it stood, what it said, and the announcement it is truly about."""

    id: str
    title: str
    text: str
    published: date | None
    announcement: str
    level: Level = Level.NEWS
    publisher: str = "日报"


@dataclass
class Shelf:
    """Every story so far, which one each document joined, and what the subscribers are owed."""

    subscriptions: tuple[Subscription, ...] = ()
    stories: dict[str, Story] = field(default_factory=dict)
    keys: dict[str, dict[str, None]] = field(default_factory=dict)
    placed: dict[str, str] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def put(self, telling: Telling) -> Story:
        """Read a document and put it where it belongs; return its story."""
        seen = as_seen(telling)
        keys = story_keys(seen.reading, seen.title, seen.text)
        sharing = dict.fromkeys(story for key in keys for story in self.keys.get(key, ()))
        programme = seen.reading.programme
        life = [s for s in self.stories.values() if programme and s.programme and s.programme.key == programme.key]
        outcome = judge(
            Known(_fresh(seen), None, None, _newest(self.stories[id_] for id_ in sharing), _newest(life)),
            seen,
            self.subscriptions,
            (),
        )
        story = outcome.story
        assert story is not None
        self.stories[story.id] = story
        self.placed[telling.id] = story.id
        self.outcomes[telling.id] = outcome
        for key in outcome.story_keys:
            self.keys.setdefault(key, {})[story.id] = None
        return story


def as_seen(telling: Telling) -> Seen:
    """Return a document as the pipeline hands it to the story functions."""
    reading = read_text(telling.text, title=telling.title, published=telling.published)
    day = telling.published or date(2026, 1, 1)
    url = f"https://example.org/{telling.id}"
    return Seen(
        source=telling.publisher,
        publisher=telling.publisher,
        level=telling.level,
        key=url,
        url=url,
        title=telling.title,
        published=telling.published,
        text=f"{telling.title}\n{telling.text}",
        reading=reading,
        sha256="ab" * 32,
        at=datetime.combine(day, time(), UTC) + SHANGHAI_MORNING,
    )


def pairwise(placed: dict[str, str], truth: dict[str, str]) -> tuple[float, float, list[tuple[str, str]]]:
    """Return precision and recall over pairs of documents, and the pairs that are wrong."""
    pairs = list(combinations(sorted(truth), 2))
    together = {pair for pair in pairs if placed[pair[0]] == placed[pair[1]]}
    belong = {pair for pair in pairs if truth[pair[0]] == truth[pair[1]]}
    right = len(together & belong)
    return right / max(1, len(together)), right / max(1, len(belong)), sorted(together ^ belong)


def _newest(stories: Iterable[Story]) -> tuple[Story, ...]:
    return tuple(sorted(stories, key=lambda s: (s.first_at, s.id), reverse=True)[:50])


def _fresh(seen: Seen) -> KnownDocument:
    return KnownDocument(
        id=1,
        key=seen.key,
        url=seen.url,
        source=seen.source,
        entry=Entry(seen.url, seen.title, seen.published),
        first_seen=seen.at,
        baseline=False,
        late=False,
        revisions=0,
        failures=0,
        missing=0,
        withdrawn=False,
        next_read=None,
        validators=Validators(),
        sha256=None,
        story=None,
    )
