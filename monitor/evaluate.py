"""Scores of readings against labels: per field, with every miss. Pure; the command line prints it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from monitor import gazetteer
from monitor.model import Reading, Role

Row = Mapping[str, Any]
NOT_LISTED = frozenset({Role.REMOVED, Role.EXCLUDED})
ALERTING = frozenset({Role.SELECTED, Role.PROPOSED, Role.TASKED, Role.REMOVED, Role.EXCLUDED})


@dataclass(frozen=True, slots=True)
class Miss:
    """One field of one row that was read otherwise than labelled."""

    id: str
    field: str
    expected: str
    got: str


@dataclass(slots=True)
class Score:
    """Right answers of a field that is either right or wrong."""

    right: int = 0
    total: int = 0

    @property
    def accuracy(self) -> float:
        """The share of right answers; 1.0 where nothing was asked."""
        return self.right / self.total if self.total else 1.0


@dataclass(slots=True)
class Retrieval:
    """Hits of a field that is a set of names."""

    hits: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """The share of what was found that is right; 1.0 where nothing was found."""
        return self.hits / (self.hits + self.wrong) if self.hits + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """The share of what is right that was found; 1.0 where nothing is."""
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 1.0


@dataclass(slots=True)
class Evaluation:
    """Scores of a set of readings: `exact` and `sets` by field, and every miss."""

    exact: dict[str, Score] = field(default_factory=dict)
    sets: dict[str, Retrieval] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)

    def judge(self, row: str, name: str, expected: object, got: object, *, right: bool | None = None) -> None:
        """Count one answer of an either-or field."""
        score = self.exact.setdefault(name, Score())
        score.total += 1
        if expected == got if right is None else right:
            score.right += 1
        else:
            self.misses.append(Miss(row, name, str(expected), str(got)))

    def compare(self, row: str, name: str, expected: Iterable[str], got: Iterable[str]) -> None:
        """Count one answer of a set field."""
        wanted, found = set(expected), set(got)
        retrieval = self.sets.setdefault(name, Retrieval())
        retrieval.hits += len(wanted & found)
        retrieval.wrong += len(found - wanted)
        retrieval.missed += len(wanted - found)
        if wanted != found:
            missing = "missing " + "、".join(sorted(wanted - found)) if wanted - found else ""
            extra = "extra " + "、".join(sorted(found - wanted)) if found - wanted else ""
            self.misses.append(Miss(row, name, missing, extra))


def evaluate_announcements(rows: Iterable[tuple[Row, Reading]], *, watched: str = "大连市") -> Evaluation:
    """Score readings against rows of the announcement format (`expected` with stage, cities_listed and so on).

    The watched city is right if its label and its role agree in what they would alert; list fields are compared by
    division, whatever its name is prefixed with.
    """
    result = Evaluation()
    for row, reading in rows:
        _announcement(result, str(row["id"]), row["expected"], reading, watched)
    return result


def _announcement(result: Evaluation, row: str, expected: Row, reading: Reading, watched: str) -> None:
    """Judge the fields that the row labels."""
    for name, got in _answers(reading).items():
        if name in expected:
            result.judge(row, name, expected[name], got)
    if "programme" in expected and (expected["programme"] is not None or reading.programme is not None):
        found = reading.programme.name if reading.programme else None
        result.judge(
            row, "programme", expected["programme"], found, right=_same_programme(expected["programme"], found)
        )
    if "cities_listed" in expected:
        listed = [p for p in reading.pilot_list.places if p.role not in NOT_LISTED] if reading.pilot_list else []
        result.compare(row, "cities_listed", map(_plain, expected["cities_listed"]), (_plain(p.name) for p in listed))
    if "issuers" in expected:
        result.compare(row, "issuers", expected["issuers"], reading.issuers)
    if "cities_mentioned" in expected:
        _mentioned(result, row, expected, reading)
    if "dalian" in expected:
        _watched(result, row, expected["dalian"], reading, watched)


def _answers(reading: Reading) -> dict[str, object]:
    """Give the either-or fields under the names that labels use; a list that is not known to be complete is not."""
    pilots, tasks = reading.pilot_list, reading.task_list
    return {
        "is_pilot_announcement": reading.is_pilot_announcement,
        "stage": str(reading.stage),
        "batch": reading.batch,
        "doc_number": reading.document_number,
        "stated_count": pilots.stated_count if pilots else None,
        "list_complete": bool(pilots.complete) if pilots else False,
        "task_count": tasks.stated_count if tasks else None,
        "areas_count": tasks.stated_areas if tasks else None,
    }


def _plain(name: str) -> str:
    """Strip a place's name of the city or province it is printed behind."""
    return re.sub(r"^(?:[\u4e00-\u9fff]{2,3}?(?:省|市)|[\u4e00-\u9fff]{2,8}?自治区)(?=[\u4e00-\u9fff]{2,})", "", name)


def _same_programme(expected: str | None, got: str | None) -> bool:
    def core(name: str) -> str:
        return re.sub(r"[“”\"《》]|^全国|国家级?|城市$|综合试点|试点|建设|工作|示范|名单|\s", "", name)

    if expected is None or got is None:
        return expected is got
    a, b = core(expected), core(got)
    return a in b or b in a


def _mentioned(result: Evaluation, row: str, expected: Row, reading: Reading) -> None:
    named = {
        mention.city for mention in reading.mentions if mention.role is not Role.ORGANISATION and mention.via is None
    }
    wanted = set()
    for name in expected["cities_mentioned"]:
        found = gazetteer.resolve(name)
        if len(found) == 1:
            wanted.add(found[0].city)
    retrieval = result.sets.setdefault("cities_mentioned (recall)", Retrieval())
    retrieval.hits += len(wanted & named)
    retrieval.missed += len(wanted - named)
    if wanted - named:
        names = (place.name for code in wanted - named if (place := gazetteer.place(code)))
        result.misses.append(Miss(row, "cities_mentioned", "missing " + "、".join(sorted(names)), ""))


def _watched(result: Evaluation, row: str, label: str, reading: Reading, watched: str) -> None:
    city = gazetteer.resolve(watched)[0].code
    roles = {mention.role for mention in reading.mentions if mention.city == city and mention.via is None}
    if reading.pilot_list:
        roles |= {place.role for place in reading.pilot_list.places if place.city == city}
    alerts = bool(roles & ALERTING)
    result.compare(row, "alert", {"alert"} if label in ("selected", "task") else (), {"alert"} if alerts else ())
    got = _label(roles)
    allowed = {
        "selected": {"selected"},
        "task": {"task"},
        "mentioned": {"mentioned"},
        "organisation_only": {"organisation_only", "absent"},
    }
    result.judge(
        row,
        "watched city",
        label,
        got,
        right=got in allowed.get(label, {"absent", "mentioned"} if label == "false_hit" else {"absent"}),
    )


def _label(roles: set[Role]) -> str:
    if Role.TASKED in roles:
        return "task"
    if roles & ALERTING:
        return "selected"
    if Role.MENTIONED in roles:
        return "mentioned"
    return "organisation_only" if Role.ORGANISATION in roles else "absent"


def evaluate_places(rows: Iterable[tuple[Row, bool]]) -> Evaluation:
    """Score whether the watched city was found named against rows of the place format (`named`)."""
    result = Evaluation()
    for row, named in rows:
        result.compare(str(row["id"]), "named", {"named"} if row["named"] else (), {"named"} if named else ())
    return result
