"""sources.yaml and the environment as one checked value, `Config`; nothing starts before all of it is understood.

To add a listing kind: a dataclass in `model.py` that joins `ListingRule`, a block in `blocks.py` that joins `Listing`,
and its reader in `monitor/listing`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from monitor.config import yamlfile
from monitor.config.blocks import File, SubscriptionBlock
from monitor.config.complaint import KeyPath, complaint, did_you_mean, where
from monitor.model import Network, Source, Subscription

__all__ = ["Config", "ConfigError", "load", "subscription_from"]


class ConfigError(Exception):
    """The configuration cannot be used; one line naming file, key and what was expected."""


@dataclass(frozen=True, slots=True)
class Config:
    """All that sources.yaml says, and the page's access token from the environment.

    `operators` are subscriptions without places: they hear of source and delivery health. `public_url` has no slash at
    its end. `mail` is the channel through which people who subscribe themselves are written to, `canary` how often a
    synthetic announcement is sent, None for never, to `canary_channel` or to ourselves.
    """

    timezone: ZoneInfo
    network: Network
    public_url: str
    operators: tuple[Subscription, ...]
    sources: tuple[Source, ...]
    subscriptions: tuple[Subscription, ...]
    mail: str | None = field(default=None, repr=False)
    canary: timedelta | None = None
    canary_channel: str | None = field(default=None, repr=False)
    access_token: str | None = field(default=None, repr=False)


def load(path: Path, environ: Mapping[str, str], check_channel: Callable[[str], None]) -> Config:
    """Return the configuration in the file at `path`, each `${NAME}` in it taken from `environ`.

    `check_channel` raises ValueError for a URL that is no channel, in words that keep its secrets. ConfigError tells
    the first thing that is wrong.
    """
    raw = _read(path)
    try:
        file = File.model_validate(yamlfile.fill_in(raw, environ), context={"check_channel": check_channel})
    except yamlfile.VariableError as error:
        raise ConfigError(f"{path}: {where(error.path, raw)}: {error}") from error
    except ValidationError as error:
        # The cause holds the filled-in values: it must not reach a traceback.
        raise ConfigError(f"{path}: {complaint(error.errors()[0], raw)}") from None
    if file.mail is not None and not file.mail.lower().startswith(("mailto://", "mailtos://")):
        raise ConfigError(f"{path}: mail: expected a mailto:// or mailtos:// channel without recipients")
    for place, problem in _contradictions(file):
        raise ConfigError(f"{path}: {where(place, raw)}: {problem}")
    return Config(
        timezone=file.timezone,
        network=file.network.value(),
        public_url=file.public_url.rstrip("/"),
        operators=tuple(
            Subscription(id=f"operator-{number}", name=f"operator {number}", channel=channel, places=())
            for number, channel in enumerate(file.operators, 1)
        ),
        sources=tuple(source.value() for source in file.sources),
        subscriptions=tuple(subscription.value(file.timezone) for subscription in file.subscriptions),
        mail=file.mail,
        canary=file.canary.every if file.canary.enabled else None,
        canary_channel=file.canary.channel,
        access_token=environ.get("PILOTWATCH_WEB_TOKEN") or None,
    )


def subscription_from(
    block: Mapping[str, object], config: Config, check_channel: Callable[[str], object]
) -> Subscription:
    """Return a subscription made from the keys that one has in sources.yaml; ConfigError tells what is wrong.

    `check_channel` raises ValueError for what is no channel; what it returns, if a text, is the channel.
    """
    channels: list[object] = []
    context = {"check_channel": lambda channel: channels.append(check_channel(channel))}
    try:
        subscription = SubscriptionBlock.model_validate(block, context=context).value(config.timezone)
    except ValidationError as error:
        raise ConfigError(complaint(error.errors()[0], block)) from None
    known = {source.id for source in config.sources}
    for wanted in subscription.sources:
        if wanted not in known:
            raise ConfigError(f"sources: {wanted!r} is not the id of a source{did_you_mean(wanted, known)}")
    checked = channels[-1] if channels else None
    return replace(subscription, channel=checked) if isinstance(checked, str) else subscription


def _read(path: Path) -> dict[object, object]:
    try:
        raw = yamlfile.parse(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); name another file with --config") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8") from error
    except ValueError as error:
        raise ConfigError(f"{path}: {error}") from error
    if not isinstance(raw, dict):
        raise ConfigError(f"{path}: expected a mapping with the keys {', '.join(File.model_fields)}")
    return raw


def _contradictions(file: File) -> Iterator[tuple[KeyPath, str]]:
    """Where blocks that are each right do not go together, and how."""
    ids: dict[str, str] = {}
    for number, source in enumerate(file.sources):
        if source.id in ids:
            yield ("sources", number, "id"), f"{source.id!r} is already the id of {ids[source.id]}"
        ids[source.id] = f"sources.{number}"
    names = {f"operator-{number}": "an operator" for number in range(1, len(file.operators) + 1)}
    for number, subscription in enumerate(file.subscriptions):
        if subscription.name in names:
            yield ("subscriptions", number, "name"), f"already the name of {names[subscription.name]}"
        names[subscription.name] = f"subscriptions.{number}"
        for index, wanted in enumerate(subscription.sources):
            if wanted not in ids:
                yield ("subscriptions", number, "sources", index), f"not the id of a source{did_you_mean(wanted, ids)}"
