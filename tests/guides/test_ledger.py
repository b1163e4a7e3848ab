"""The evidence ledger: what is claimed, by which source, who checked it when, along what the standards ask."""

from datetime import date
from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from guides import editions, ledger, ledger_pdf, ledger_sheets, sheets, standards, working_copy
from guides.models import Guide, Source
from tests.desk import signed_in
from tests.factories import (
    make_clinician,
    make_edition,
    make_feedback,
    make_guide,
    make_person,
    make_photo,
    make_ready_guide,
    make_rules,
    make_source,
    make_video,
    publish,
)
from tests.libraries import LIBRARY_SIZE, load

pytestmark = pytest.mark.django_db

LIST = "/admin/guides/guide/"


def desk_of(name, *rights):
    person = make_person(name)
    person.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return signed_in(person)


def signed_guide(**fields):
    """A guide with all that the standards ask, signed by Bo."""
    guide = make_ready_guide("March", movements=["hip-free"], conflicts="The band was a gift.", **fields)
    guide.citations.update(checked_on=date(2026, 3, 1))
    return publish(guide, note="A step was made clearer.").guide


def only_entry(guide=None):
    (entry,) = ledger.entries(guide)
    return entry


def lines(rows):
    return [(line.standard, line.is_met, line.record) for line in rows]


# What is in it


def test_claim_stands_beside_its_source_and_the_day_it_was_read():
    signed_guide()
    assert ledger.claims(only_entry()) == [
        ("It was part of the programme.", "A study called effect-2024.", "10.1000/example", "Trial", 2024, "2026-03-01")
    ]


def test_live_edition_is_the_record_and_later_edits_are_not():
    guide = signed_guide()
    Source.objects.update(citation="Other words.")
    guide.citations.update(supports="It cures.")
    guide.texts.update(why="It cures.")
    entry = only_entry(guide)
    assert [row[:2] for row in ledger.claims(entry)] == [
        ("It was part of the programme.", "A study called effect-2024.")
    ]
    assert ("Why it helps", "It helps you keep moving.") in ledger.statements(entry)


def test_edited_guide_says_that_its_draft_moved_on():
    guide = signed_guide()
    assert not only_entry().has_newer_draft
    working_copy.keep(guide, by=make_person("Ada"))
    assert only_entry().has_newer_draft


def test_who_wrote_and_who_checked_stand_there_with_profession_and_register_and_no_number():
    edition = signed_guide().editions.get()
    entry = only_entry()
    assert (entry.state, entry.written_by, entry.checked_by, entry.checked_as) == (
        "Live edition 1", "Ada", "Bo", "Physiotherapist, HCPC",
    )  # fmt: skip
    assert (entry.signed_on, entry.review_on) == (edition.signed_at.date().isoformat(), edition.review_on.isoformat())
    every = repr([sheet.rows for sheet in ledger_sheets.as_sheets([entry])]) + repr(ledger_pdf._document([entry]))
    assert make_clinician("Bo").qualification.register_number == "PH1"
    assert "PH1" not in every


def test_ratings_count_as_they_do_today_with_the_sources_of_their_rules():
    make_rules()
    by_hand = {"override": 1, "override_change": "Sit.", "override_reason": "Seen in the clinic."}
    publish(make_guide("March", columns=["upper"], ratings={"pelvis": by_hand}))
    rows = {row[0]: row for row in ledger.ratings(only_entry())}
    assert rows["Pelvis"][1:5] == ("Suitable with a change", "Sit.", "a clinician", "Seen in the clinic.")
    assert rows["Shoulder or upper arm"][1] == "Ask your team first"
    assert rows["Shoulder or upper arm"][3] == "the rules"
    assert "Table" in rows["Shoulder or upper arm"][5]
    assert rows["Somewhere else"][1] == "Ask your team first"


def test_standards_are_met_by_a_guide_that_has_everything(media):
    guide = make_ready_guide("March", movements=["hip-free"])
    guide.citations.update(checked_on=date(2026, 3, 1))
    make_photo(guide)
    make_video(guide)
    edition = publish(guide)
    day, after = edition.signed_at.date(), edition.review_on
    entry = only_entry()
    assert lines(standards.nhs(entry)) == [
        ("NHS 1", "yes", f"Signed by Bo, Physiotherapist, HCPC, on {day}. Written by Ada."),
        ("NHS 2", "yes", "Sources named: 1, of which with the day they were last read: 1. Longest ago: 2026-03-01."),
        ("NHS", "yes", f"Last check: {day}. Next check: {after}."),
        ("NHS", "yes", f"Grade {ledger.reading_grade(entry.document)}; the aim is at most 6."),
        ("NHS", "yes", "None declared."),
    ]
    assert lines(standards.pif(entry))[1] == ("PIF 5", "yes", "Four women tried it at home. 2026-02-01")
    assert lines(standards.beside(entry))[0] == (
        "DISCERN", "yes", "Who it is for: said. Who should leave it out: said. When to stop: said.",
    )  # fmt: skip
    assert lines(standards.beside(entry))[1][1:] == (
        "yes",
        "Pictures told in words: 3. Ada Berg: Our own work, released under CC BY 4.0. "
        "Video with captions and transcript.",
    )


def test_what_is_missing_is_said_for_a_draft():
    make_guide("March")
    entry = only_entry()
    assert entry.state == "Draft: not public"
    assert [(line.standard, line.is_met) for line in standards.nhs(entry)] == [
        ("NHS 1", "no"), ("NHS 2", "partly"), ("NHS", "no"), ("NHS", "yes"), ("NHS", "no"),
    ]  # fmt: skip
    assert [(line.standard, line.is_met) for line in standards.pif(entry)] == [
        ("PIF 4", "partly"), ("PIF 5", "no"), ("PIF 6", "yes"), ("PIF 8", "no"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("feedback", "said"),
    [
        ((0, 0), ("PIF 8", "yes", "Messages from visitors: 0, of which answered: 0.")),
        ((3, 2), ("PIF 8", "no", "Messages from visitors: 3, of which answered: 2.")),
        ((3, 3), ("PIF 8", "yes", "Messages from visitors: 3, of which answered: 3.")),
    ],
)
def test_messages_from_visitors_are_counted_with_their_answers(feedback, said):
    edition = make_edition("March")
    received, answered = feedback
    for number in range(received):
        state = {"state": "answered", "answered_at": timezone.now(), "answered_by": make_person("Cleo")}
        make_feedback(edition, text=f"Message {number}", **state if number < answered else {})
    entry = only_entry()
    assert lines(standards.pif(entry))[-1] == said


def test_demonstration_edition_is_never_counted_as_checked():
    editions.publish_demonstration(make_guide("March"))
    entry = only_entry()
    assert entry.state == "Demonstration edition 1: not checked by a clinician"
    assert [line.is_met for line in standards.nhs(entry)] == ["no", "partly", "partly", "yes", "no"]


def test_guide_published_alone_and_withdrawn_say_so():
    alone = make_guide("Alone")
    editions.publish_alone(alone, person=make_person("Ada"), reason="The old one hurt.")
    gone = make_edition("Gone").guide
    editions.withdraw(gone, reason="A step was wrong.")
    first, second = ledger.entries()
    assert (first.state, standards.nhs(first)[0].is_met) == ("Live edition 1: second check pending", "no")
    assert second.state == "Draft: withdrawn from the public"
    assert next(iter(ledger.past(second)))[1::7] == ("Withdrawn", "A step was wrong.")


def test_all_editions_stand_there_with_what_changed():
    guide = signed_guide()
    publish(guide, note="The chair is by a wall.")
    assert [(row[0], row[1], row[-1]) for row in ledger.past(only_entry())] == [
        (2, "Live", "The chair is by a wall."),
        (1, "Replaced by a newer edition", "A step was made clearer."),
    ]


# Files


def sheets_of(content):
    book = load_workbook(BytesIO(content))
    return {page.title: [list(row) for row in page.iter_rows(values_only=True)] for page in book}


def test_spreadsheet_has_a_sheet_for_each_question():
    signed_guide()
    make_guide("Draft")
    found = sheets_of(sheets.as_xlsx(ledger_sheets.as_sheets(ledger.entries())))
    assert list(found) == [
        "About", "Claims and sources", "What guides say", "Bone ratings", "Editions", "NHS standard", "PIF TICK",
        "DISCERN and others",
    ]  # fmt: skip
    assert found["About"][1] == ["Hub", "https://hub.example.org"]
    first, second = found["Claims and sources"][1:]
    assert first[1:5] == ["March", "en", "Live edition 1", "It was part of the programme."]
    assert first[10:13] == ["Ada", "Bo", "Physiotherapist, HCPC"]
    assert second[1:4] == ["Draft", "en", "Draft: not public"]
    assert len(found["Bone ratings"]) == 1 + 2 * 7


def test_source_that_looks_like_a_formula_is_text_in_the_ledger():
    make_source(citation="=HYPERLINK(1)")
    make_edition("March")
    found = sheets_of(sheets.as_xlsx(ledger_sheets.as_sheets(ledger.entries())))
    assert found["Claims and sources"][1][5] == "'=HYPERLINK(1)"


def text_of(content):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def test_pdf_is_tagged_titled_and_says_what_stands_on_record():
    signed_guide()
    make_guide("Stretch")
    content = ledger_pdf.as_pdf(ledger.entries())
    reader = PdfReader(BytesIO(content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert reader.metadata.title == "Evidence ledger"
    assert b"pdfuaid:part" in content or "pdfuaid" in str(reader.xmp_metadata.stream.get_data())
    text = text_of(content)
    assert "It was part of the programme." in text
    assert "Written by Ada. Checked by Bo, Physiotherapist, HCPC, signed on" in text
    assert "Draft: not public" in text


@pytest.mark.parametrize(
    "words", ["#panic()", "*a* _b_ $x$ @ref <label>", '"]) #read("/etc/passwd")', "\\u{41}", "走る"]
)
def test_words_are_never_markup_in_the_pdf(words):
    make_edition("March", text={"why": words})
    text = text_of(ledger_pdf.as_pdf(ledger.entries()))
    assert "root:" not in text
    if words.isascii():
        assert words.replace(" ", "") in text.replace(" ", "")


# At the desk


@pytest.mark.parametrize(("kind", "start"), [("pdf", b"%PDF-"), ("xlsx", b"PK")])
def test_ledger_of_one_guide_and_of_the_library(kind, start):
    guide = signed_guide()
    desk = desk_of("Ada", "export_guide")
    for address, name in (
        (f"{LIST}{guide.pk}/ledger/", "evidence-ledger-march"),
        (f"{LIST}ledger/", "evidence-ledger"),
    ):
        response = desk.get(f"{address}?format={kind}")
        assert response.content.startswith(start)
        assert f'attachment; filename="{name}-2' in response["Content-Disposition"]
        assert response["Cache-Control"].startswith("no-store")


def test_ledger_of_one_guide_has_no_other():
    guide = signed_guide()
    make_edition("Walk")
    content = desk_of("Ada", "export_guide").get(f"{LIST}{guide.pk}/ledger/?format=xlsx").content
    assert {row[1] for row in sheets_of(content)["Claims and sources"][1:]} == {"March"}


def test_ledger_is_for_those_who_may_export(client):
    guide = signed_guide()
    for address in (f"{LIST}{guide.pk}/ledger/", f"{LIST}ledger/"):
        assert desk_of("Eve", "view_guide", "change_guide").get(address).status_code == 403
        assert client.get(address)["Location"].startswith("/admin/login/")
    assert desk_of("Ada", "export_guide").get(f"{LIST}999999/ledger/").status_code == 404
    assert desk_of("Ada", "export_guide").get(f"{LIST}ledger/?format=exe").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_ledger_costs_the_same_queries_for_any_number_of_guides(count, django_assert_num_queries):
    for number in range(count):
        signed_guide() if number == 0 else make_guide(f"Guide {number}")
    with django_assert_num_queries(11):
        sheets_and_paper = ledger_sheets.as_sheets(ledger.entries())
    assert len(sheets_and_paper[5].rows) == 5 * count


def test_whole_library_is_written_in_one_go():
    load()
    found = ledger.entries()
    assert text_of(ledger_pdf.as_pdf(found[:2])).count("NHS “Standard for creating health content”") == 2
    rows = sheets_of(sheets.as_xlsx(ledger_sheets.as_sheets(found)))["NHS standard"]
    assert len(rows) == 1 + 5 * LIBRARY_SIZE == 1 + 5 * Guide.objects.count()
