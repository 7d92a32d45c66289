"""The blocks of sources.yaml, one model each; `value()` is the noun that the rest of the program gets."""

from datetime import time, timedelta
from itertools import chain
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from monitor.config.checks import (
    Channel,
    Codes,
    Duration,
    Identifier,
    OneOrMore,
    Pause,
    PrivateNetwork,
    Selector,
    Text,
    TimeOfDay,
    WebAddress,
    Weekday,
)
from monitor.model import (
    DEFAULT_ROLES,
    DIGEST_ROLES,
    DocumentRule,
    DsJsonListing,
    Expectation,
    FeedListing,
    HtmlListing,
    JpaasListing,
    JpageListing,
    JsonListing,
    Keywords,
    Level,
    ListingRule,
    Network,
    Pace,
    QuietHours,
    Role,
    Source,
    Subscription,
    WebIdxListing,
)

__all__ = ["File", "SubscriptionBlock"]


class Block(BaseModel):
    """A mapping with a fixed set of keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _knows_every_key(cls, block: object) -> object:
        """Asked first, because a misspelt key also leaves the right one missing."""
        unknown = [str(key) for key in block if key not in cls.model_fields] if isinstance(block, dict) else []
        if unknown:
            known = ", ".join(f"'{name}'" for name in cls.model_fields)
            raise PydanticCustomError("unknown_key", "unknown key", {"key": unknown[0], "known": known})
        return block


class Html(Block):
    """A listing page read with CSS selectors."""

    kind: Literal["html"]
    entry: Selector
    link: Selector | None = None
    title: Selector | None = None
    date: Selector | None = None

    def value(self) -> ListingRule:
        return HtmlListing(self.entry, self.link, self.title, self.date)


class Feed(Block):
    """An RSS or Atom feed."""

    kind: Literal["feed"]

    def value(self) -> ListingRule:
        return FeedListing()


class Jpaas(Block):
    """A column of the jpaas platform."""

    kind: Literal["jpaas"]
    entry: Selector
    link: Selector | None = None
    title: Selector | None = None
    date: Selector | None = None
    tag: Text | None = None
    fallback: WebAddress | None = None

    def value(self) -> ListingRule:
        return JpaasListing(self.entry, self.link, self.title, self.date, self.tag, self.fallback)


class Jpage(Block):
    """A column of the jcms platform."""

    kind: Literal["jpage"]
    link: Selector | None = None
    title: Selector | None = None
    date: Selector | None = None
    unit: Text | None = None
    fallback: WebAddress | None = None

    def value(self) -> ListingRule:
        return JpageListing(self.link, self.title, self.date, self.unit, self.fallback)


class DsJson(Block):
    """A column of Xinhua's platform."""

    kind: Literal["ds_json"]
    shell: Selector | None = None
    fallback: WebAddress | None = None

    def value(self) -> ListingRule:
        return DsJsonListing(self.shell, self.fallback)


class WebIdx(Block):
    """A column of Liaoning's platform."""

    kind: Literal["web_idx"]

    def value(self) -> ListingRule:
        return WebIdxListing()


class Json(Block):
    """A JSON list."""

    kind: Literal["json"]
    items: str = ""
    link: OneOrMore
    title: OneOrMore
    date: OneOrMore = ()
    day_turns_at: Pause = JsonListing("", (), ()).day_turns_at

    def value(self) -> ListingRule:
        return JsonListing(self.items, self.link, self.title, self.date, self.day_turns_at)


Listing = Annotated[Html | Feed | Json | Jpaas | Jpage | DsJson | WebIdx, Field(discriminator="kind")]


class Document(Block):
    """Where a document page has its parts; what is not given is found by the generic reading."""

    title: Selector | None = None
    published: Selector | None = None
    body: Selector | None = None

    def value(self) -> DocumentRule:
        return DocumentRule(self.title, self.published, self.body)


class Expect(Block):
    """What a healthy listing looks like."""

    min_entries: Annotated[int, Field(ge=1)] = Expectation().min_entries
    quiet_after: Duration | None = None

    def value(self) -> Expectation:
        return Expectation(self.min_entries, self.quiet_after)


class SourceBlock(Block):
    """One source."""

    id: Identifier
    name: Text
    publisher: Text
    level: Level
    url: WebAddress
    every: Duration
    listing: Listing
    document: Document = Document()
    expect: Expect = Expect()
    enabled: bool = True

    def value(self) -> Source:
        return Source(
            id=self.id,
            name=self.name,
            publisher=self.publisher,
            level=self.level,
            url=self.url,
            every=self.every,
            listing=self.listing.value(),
            document=self.document.value(),
            expect=self.expect.value(),
            enabled=self.enabled,
        )


class KeywordsBlock(Block):
    """Words that a document must, or must not, hold."""

    any: tuple[Text, ...] = ()
    all: tuple[Text, ...] = ()
    none: tuple[Text, ...] = ()

    def value(self) -> Keywords:
        return Keywords(self.any, self.all, self.none)


class QuietBlock(Block):
    """When nothing is sent but what is urgent."""

    start: TimeOfDay
    end: TimeOfDay
    urgent: tuple[Role, ...] = ()

    def value(self) -> QuietHours:
        return QuietHours(self.start, self.end, self.urgent)


class SubscriptionBlock(Block):
    """One of the operator's own subscriptions; its name is its id."""

    name: Text
    channel: Channel
    places: Annotated[tuple[Codes, ...], Field(min_length=1)]
    programmes: tuple[Text, ...] = ()
    sources: tuple[Text, ...] = ()
    roles: Annotated[tuple[Role, ...], Field(min_length=1)] = DEFAULT_ROLES
    digest: tuple[Role, ...] = DIGEST_ROLES
    keywords: KeywordsBlock = KeywordsBlock()
    pace: Pace = Pace.AT_ONCE
    at: TimeOfDay = time(8)
    day: Weekday = 0
    timezone: ZoneInfo | None = None
    quiet: QuietBlock | None = None
    salutation: bool = False
    reminders: tuple[Annotated[int, Field(ge=0)], ...] = (7, 3, 1)
    language: Literal["zh", "en"] = "zh"

    def value(self, timezone: ZoneInfo) -> Subscription:
        """Return the noun; `timezone` is the file's, which stands in where this block names none."""
        return Subscription(
            id=self.name,
            name=self.name,
            channel=self.channel,
            places=tuple(dict.fromkeys(chain.from_iterable(self.places))),
            programmes=self.programmes,
            sources=self.sources,
            roles=self.roles,
            digest=self.digest,
            keywords=self.keywords.value(),
            pace=self.pace,
            at=self.at,
            day=self.day,
            timezone=(self.timezone or timezone).key,
            quiet=self.quiet.value() if self.quiet else None,
            salutation=self.salutation,
            reminders=self.reminders,
            language=self.language,
        )


class CanaryBlock(Block):
    """How often a synthetic announcement goes the whole way, and where to; without a channel to ourselves."""

    every: Duration = timedelta(minutes=15)
    channel: Channel | None = None
    enabled: bool = True


class NetworkBlock(Block):
    """How we fetch."""

    allow_private: tuple[PrivateNetwork, ...] = ()
    per_host_interval: Pause = Network().per_host_interval
    timeout: Duration = Network().timeout

    def value(self) -> Network:
        return Network(self.allow_private, self.per_host_interval, self.timeout)


class File(Block):
    """The whole of sources.yaml."""

    timezone: ZoneInfo = ZoneInfo("Asia/Shanghai")
    network: NetworkBlock = NetworkBlock()
    public_url: WebAddress = "http://127.0.0.1:8080"
    operators: tuple[Channel, ...] = ()
    mail: Channel | None = None
    canary: CanaryBlock = CanaryBlock()
    sources: tuple[SourceBlock, ...]
    subscriptions: tuple[SubscriptionBlock, ...] = ()
