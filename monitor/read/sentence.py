"""A sentence with what several rules ask of it, each computed once."""

from functools import cached_property

from monitor.model import Programme
from monitor.read.counts import Count, area_counts, place_counts, task_counts
from monitor.read.layout import Span, sentences
from monitor.read.programme import QUOTED, known_programmes, speaks_of_pilot, worded_programmes

Found = tuple[int, int, Programme]


class Sentence(Span):
    """A span that is a sentence or a title; a subclass without slots, so that answers can be kept."""

    @cached_property
    def pilot(self) -> bool:
        """Whether it speaks of a pilot in words for one."""
        return speaks_of_pilot(self.text)

    @cached_property
    def known(self) -> list[Found]:
        """The programmes of `programmes.yaml` that it names."""
        return known_programmes(self.text)

    @cached_property
    def topical(self) -> bool:
        """Whether it speaks of a pilot or names a known programme."""
        return self.pilot or bool(self.known)

    @cached_property
    def worded(self) -> list[Found]:
        """The programmes that it names by their wording."""
        return worded_programmes(self.text) if self.pilot or "行动" in self.text else []

    @cached_property
    def quoted(self) -> list[Found]:
        """The programmes worded inside book-title marks."""
        if "《" not in self.text or not (self.pilot or "行动" in self.text):
            return []
        return [found for match in QUOTED.finditer(self.text) for found in worded_programmes(match["name"])]

    @cached_property
    def place_counts(self) -> list[Count]:
        """The numbers of places that it states."""
        return place_counts(self)

    @cached_property
    def task_counts(self) -> list[Count]:
        """The numbers of tasks that it states."""
        return task_counts(self)

    @cached_property
    def area_counts(self) -> list[Count]:
        """The numbers of areas that it states."""
        return area_counts(self)

    def names(self, names: tuple[str, ...]) -> bool:
        """Tell whether it speaks of a pilot or calls the programme by one of its names."""
        return self.pilot or any(name in self.text for name in names)


def titled(title: str) -> Sentence:
    """Make a title a sentence of its own text."""
    return Sentence(0, len(title), title)


def sentences_of(lines: list[Span]) -> list[Sentence]:
    """Split an article's lines into sentences."""
    return [Sentence(span.start, span.end, span.text) for line in lines for span in sentences(line)]
