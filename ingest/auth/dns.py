"""DNS questions and answers as the checks see them.

The checks are synchronous and run where there is no network. They look answers up; one that is not there
yet ends the run with `NeedDns`, the parent process resolves it, and the run starts over.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

RecordType = Literal["A", "AAAA", "MX", "PTR", "TXT"]


@dataclass(frozen=True, slots=True)
class Question:
    """One DNS name and record type; equal names are spelled equally (see `question`)."""

    name: str
    type: RecordType


@dataclass(frozen=True, slots=True)
class Answer:
    """What DNS said.

    `values` are empty unless `kind` is "ok". TXT: the record's strings joined; A, AAAA: the address as text;
    PTR: the name without its final dot; MX: preference, space, name. "temporary" means that nobody
    answered, or that they answered with SERVFAIL.
    """

    kind: Literal["ok", "nodata", "nxdomain", "temporary"]
    values: tuple[bytes, ...] = ()


class NeedDns(Exception):
    """A check cannot go on before these questions are answered; an exception to get past pyspf and dkimpy."""

    def __init__(self, questions: Iterable[Question]) -> None:
        self.questions = tuple(questions)
        super().__init__(f"{len(self.questions)} unanswered DNS questions")


def question(name: str, record_type: RecordType) -> Question:
    """The question in its one spelling: lower case, no final dot."""
    return Question(name.removesuffix(".").lower(), record_type)


class Answers:
    """The answers known so far, and a note of what else was asked for."""

    def __init__(self, known: Mapping[Question, Answer]) -> None:
        self._known = known
        self._missing: dict[Question, None] = {}
        self._asked: dict[Question, None] = {}

    def find(self, asked: Question) -> Answer:
        """The answer; raises `NeedDns` when it is not known yet."""
        self.expect(asked)
        answer = self._known.get(asked)
        if answer is None:
            raise NeedDns([asked])
        if answer.kind != "temporary":
            self._asked[asked] = None
        return answer

    def expect(self, *asked: Question) -> None:
        """Note questions that will be asked soon, so that one round trip answers them together."""
        for one in asked:
            if one not in self._known:
                self._missing[one] = None

    @property
    def asked(self) -> tuple[Question, ...]:
        """What was needed and has an answer, in order: likely what a mail like this one asks, too."""
        return tuple(self._asked)

    @property
    def missing(self) -> tuple[Question, ...]:
        """Everything asked for or expected that is not known, in order."""
        return tuple(self._missing)
