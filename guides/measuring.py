"""How hard a wording is to read, field by field, while somebody writes it. Pure: it takes texts and finds places."""

from dataclasses import dataclass, field

from django.conf import settings

from guides import checklist, checks
from guides.checklist import SENTENCE, TERM
from guides.drafts import Draft
from guides.reading import grade, words
from guides.starter_fields import WORDING

FEWEST_WORDS = 30  # the formula was made for passages of a hundred; two short sentences give "grade -1.1"
YEARS_BEFORE_SCHOOL = 5  # a pupil of grade 6 is 11 years old
READ = tuple(name for name in WORDING if name not in checks.UNREAD)


@dataclass(frozen=True)
class Mark:
    """A place to look at: the sentence, and what is wrong with it and the cure in words."""

    sentence: str
    wrong: str
    cure: str


@dataclass(frozen=True)
class Measured:
    """`grade` and `age` are None where too little is written to measure (`is_too_short`), or in a language that the
    formula does not know. `fields` holds the Marks of each field that has any."""

    grade: float | None
    fields: dict = field(default_factory=dict)
    long: int = 0
    terms: int = 0
    is_too_short: bool = False

    @property
    def age(self):
        return None if self.grade is None else max(5, round(self.grade) + YEARS_BEFORE_SCHOOL)

    @property
    def is_easy(self):
        return self.grade is None or self.grade <= checks.HARDEST_GRADE


def measure(slug, wording, language):
    """Measure one wording of a guide: grade, long sentences, unexplained terms. `wording` is text by field.

    What checks.toml excuses is not marked. Grade and terms are for the main language only.
    """
    wording = {name: text for name, text in wording.items() if name in READ and text.strip()}
    is_main = language == settings.LANGUAGE_CODE
    checked = [SENTENCE, TERM] if is_main else [SENTENCE]
    found = [each for each in _findings(slug, wording) if each.check in checked]
    marks = {}
    for each in found:
        marks.setdefault(each.field, []).append(Mark(each.words, each.wrong, each.cure))
    text = "\n".join(wording.values()).replace("|", "\n")
    is_too_short = is_main and len(words(text)) < FEWEST_WORDS
    return Measured(
        max(0.0, grade(text)) if is_main and not is_too_short else None,
        marks,
        sum(each.check == SENTENCE for each in found),
        sum(each.check == TERM for each in found),
        is_too_short,
    )


def _findings(slug, wording):
    _phrases, allowances = checklist.read()
    draft = Draft(slug=slug, number=0, kind="", level=0, positions=(), columns=(), movements=(), wording=wording)
    return [each for each in checks.hard_to_read(draft) if not any(allowed.covers(each) for allowed in allowances)]
