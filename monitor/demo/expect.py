"""What must have come of a step, held against what did: one sentence for each difference."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from monitor.demo.script import Step
from monitor.memory import Logged


@dataclass(frozen=True, slots=True)
class Received:
    """A message as it arrived; `language` is that of the subscription it was sent to."""

    channel: str
    language: str
    to: str
    subject: str
    text: str
    html: str = ""


def differences(step: Step, changes: Iterable[Logged], received: Sequence[Received]) -> tuple[str, ...]:
    """Return what is missing of the step's changes and messages, and the messages nobody expected."""
    return (*_missing_changes(step, changes), *_wrong_messages(step, received))


def _missing_changes(step: Step, changes: Iterable[Logged]) -> Iterator[str]:
    logged = Counter(str(line.change.kind) for line in changes)
    for kind, missing in (Counter(step.kinds) - logged).items():
        yield f"{step.name}: the log lacks {missing} {kind}"


def _wrong_messages(step: Step, received: Sequence[Received]) -> Iterator[str]:
    unexpected = list(received)
    for alert in step.alerts:
        fitting = (m for m in unexpected if m.channel == alert.channel and m.subject.startswith(alert.subject))
        match = next(fitting, None)
        if match is None:
            yield f"{step.name}: no {alert.channel} arrived with the subject {alert.subject}"
            continue
        unexpected.remove(match)
        if lacking := [words for words in alert.holds if words not in match.text]:
            yield f"{step.name}: the {alert.channel} {match.subject} does not say {'、'.join(lacking)}"
    for message in unexpected:
        yield f"{step.name}: nobody expected the {message.channel} {message.subject}"
