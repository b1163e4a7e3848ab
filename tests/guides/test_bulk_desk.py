"""Import and export at the desk: choose a file, look at every change, confirm; all of it or nothing, as drafts."""

import html
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from guides import importing, library_file, sheets, working_copy
from guides.models import Edition, Guide, ImportFile, Provenance, Revision
from tests.desk import signed_in
from tests.factories import make_edition, make_guide, make_person

pytestmark = pytest.mark.django_db

GUIDES = "/admin/guides/guide/"
IMPORT = f"{GUIDES}import/"


def desk_of(name, *rights):
    """A client signed in as somebody who may look at guides and has these rights beside."""
    person = make_person(name)
    person.user_permissions.set(Permission.objects.filter(codename__in=["view_guide", *rights]))
    return signed_in(person)


@pytest.fixture
def importer():
    return desk_of("Ida", "import_guide", "export_guide")


def page_of(response, status=200):
    assert response.status_code == status
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def told(response):
    return [str(message) for message in response.context["messages"]]


def spreadsheet(**changes):
    sheet = importing.export_sheet()
    row = tuple({**dict(zip(sheet.header, sheet.rows[0], strict=True)), **changes}.values())
    return sheets.as_csv(sheets.Sheet("Guides", sheet.header, [row, *sheet.rows[1:]]))


def send(desk, content, name="guides.csv"):
    return desk.post(IMPORT, {"file": SimpleUploadedFile(name, content)})


def looked_at(desk, content, name="guides.csv"):
    """The preview of a file, as a response."""
    sent = send(desk, content, name)
    assert sent.status_code == 302, sent.context["problems"]
    return desk.get(sent["Location"])


def confirm(desk, preview, **fields):
    sent = {"seen": preview.context["plan"].fingerprint} | fields
    return desk.post(preview.request["PATH_INFO"], sent, follow=True)


# Choose, look, confirm


def test_preview_shows_every_change_and_stores_nothing(importer):
    make_guide()
    make_guide("Walk")
    page = page_of(looked_at(importer, spreadsheet(minutes=9, stop_signs="It hurts.")))
    assert re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", page) == [
        ("New guides", "0"), ("Changed guides", "1"), ("Unchanged guides", "1"),
    ]  # fmt: skip
    labels = re.findall(r'<th scope="row">([^<]+)', page)
    assert [label.strip() for label in labels] == ["Stop signs of this exercise (en)", "Minutes"]
    assert "<del>5</del>" in page
    assert "<ins>9</ins>" in page
    assert page.count(">Safety<") == 1
    assert set(Guide.objects.values_list("minutes", "revision")) == {(5, 0)}


def test_confirming_lands_everything_as_drafts(importer, client):
    make_edition("March")
    before = client.get("/guides/march/").content
    response = confirm(importer, looked_at(importer, spreadsheet(minutes=9)))
    assert told(response) == [
        "Landed as drafts: 0 new guides and 1 changed guide. What the public sees did not change."
    ]
    guide = Guide.objects.get()
    assert (guide.minutes, guide.edited_by, Revision.objects.first().cause) == (9, make_person("Ida"), "imported")
    assert client.get("/guides/march/").content == before
    assert Edition.objects.get().minutes == 5
    assert not ImportFile.objects.exists()


def test_xlsx_of_the_desk_comes_back_unchanged(importer):
    make_guide()
    exported = importer.get(f"{GUIDES}export/")
    assert exported["Content-Disposition"].endswith('.xlsx"')
    page = page_of(looked_at(importer, exported.content, "guides.xlsx"))
    assert "Everything in this file is here already. There is nothing to import." in page
    assert 'name="seen"' not in page


def test_library_file_of_the_desk_comes_back_as_drafts(importer, media):
    make_edition("March")
    exported = importer.get(f"{GUIDES}export/library/")
    assert exported["Content-Type"] == "application/zip"
    assert "Everything in this file is here already." in page_of(looked_at(importer, exported.content, "library.zip"))
    guide = Guide.objects.get()
    guide.minutes = 9
    guide.save()
    preview = looked_at(importer, exported.content, "library.zip")
    day = Edition.objects.get().signed_at.date()
    signed = f"Signed on https://hub.example.org by Bo, Physiotherapist, HCPC, on {day}: counts as none here."
    assert signed in page_of(preview)
    confirm(importer, preview)
    assert Guide.objects.get().minutes == 5
    assert str(Provenance.objects.get()) == signed
    reader = desk_of("Olga", "change_guide", "view_provenance")
    assert signed in page_of(reader.get(f"{GUIDES}{guide.pk}/change/"))
    made_here = make_guide("Walk")
    assert "where it was imported from" not in page_of(reader.get(f"{GUIDES}{made_here.pk}/change/")).lower()


# Mistakes


def test_every_mistake_is_told_and_nothing_is_kept(importer):
    make_guide()
    page = page_of(send(importer, spreadsheet(minutes=0, level=7)), 422)
    assert re.findall(r"<li>(Row[^<]+)</li>", page) == [
        "Row 2, level: 7 is too many. Write 1 to 4.",
        "Row 2, minutes: 0 is too few. Write 1 to 240.",
    ]
    assert "Nothing was imported. 2 things to put right:" in page
    assert not ImportFile.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "a.csv", "This file is empty. Choose another."),
        (b"\xd0\xcf\x11\xe0", "a.xls", "This is an old or a protected Excel file."),
        (b"MZ\x90", "a.exe", "Line 1: this is not UTF-8 text."),
        (b"PK\x03\x04", "a.zip", "This spreadsheet is damaged."),
        (b"<html><script>alert(1)</script>", "a.csv", "there is no column “<html><script>alert(1)</script>”"),
    ],
    ids=["empty", "old", "program", "damaged", "page"],
)
def test_other_files_are_refused_with_the_why(importer, content, name, message):
    assert message in page_of(send(importer, content, name), 422)
    assert not ImportFile.objects.exists()


def test_words_of_a_file_are_never_a_page_of_their_own(importer):
    make_guide()
    nasty = "<script>alert(1)</script>"
    response = looked_at(importer, spreadsheet(title=nasty))
    assert nasty not in response.content.decode()
    response = send(importer, nasty.encode())
    assert nasty not in response.content.decode()


def test_form_without_a_file_is_refused(importer):
    assert "Choose a file." in page_of(importer.post(IMPORT, {}), 422)


def test_file_too_large_for_the_desk_is_refused(importer, monkeypatch):
    monkeypatch.setattr(library_file, "MOST_BYTES", 10)
    assert "Ask who runs the hub to import it." in page_of(send(importer, b"slug,language\n"), 422)


# What was looked at is what is done


def test_guide_that_changed_meanwhile_is_looked_at_again(importer):
    guide = make_guide()
    preview = looked_at(importer, spreadsheet(minutes=9))
    working_copy.write(guide, {"level": 3}, by=make_person("Ada"))
    working_copy.keep(guide, by=make_person("Ada"))
    response = confirm(importer, preview)
    page = page_of(response, 409)
    assert "Something changed since you looked. Look at the changes again." in page
    assert (Guide.objects.get().minutes, Guide.objects.get().level) == (5, 3)
    confirm(importer, response)
    assert (Guide.objects.get().minutes, Guide.objects.get().level) == (9, 1)


def test_change_that_nobody_counted_is_noticed_too(importer):
    make_guide()
    preview = looked_at(importer, spreadsheet(minutes=9))
    Guide.objects.update(minutes=7)
    assert confirm(importer, preview).status_code == 409
    assert Guide.objects.get().minutes == 7


@pytest.mark.parametrize("seen", ["", "0" * 64])
def test_crafted_confirmation_does_nothing(importer, seen):
    make_guide()
    assert confirm(importer, looked_at(importer, spreadsheet(minutes=9)), seen=seen).status_code == 409
    assert Guide.objects.get().minutes == 5


def test_content_cannot_be_slipped_into_the_confirmation(importer):
    make_guide()
    preview = looked_at(importer, spreadsheet(minutes=9))
    confirm(importer, preview, file=SimpleUploadedFile("guides.csv", spreadsheet(minutes=99)))
    assert Guide.objects.get().minutes == 9


def test_second_confirmation_finds_the_file_gone(importer):
    make_guide()
    preview = looked_at(importer, spreadsheet(minutes=9))
    confirm(importer, preview)
    gone = "That file is gone: it was imported, or its hour is over. Choose it again."
    assert told(confirm(importer, preview)) == [gone]
    assert Revision.objects.filter(cause="imported").count() == 1


def test_file_of_somebody_else_cannot_be_seen_or_confirmed(importer):
    make_guide()
    preview = looked_at(importer, spreadsheet(minutes=9))
    other = desk_of("Otto", "import_guide")
    assert other.get(preview.request["PATH_INFO"])["Location"] == IMPORT
    confirm(other, preview)
    assert Guide.objects.get().minutes == 5


def test_file_is_kept_for_an_hour(importer):
    make_guide()
    preview = looked_at(importer, spreadsheet(minutes=9))
    ImportFile.objects.update(uploaded_at=timezone.now() - timedelta(hours=1))
    confirm(importer, preview)
    assert Guide.objects.get().minutes == 5
    looked_at(importer, spreadsheet(minutes=8))
    assert ImportFile.objects.count() == 1


# Rights


@pytest.mark.parametrize("address", ["export/", "export/?format=csv", "export/library/"])
def test_export_is_a_right_of_its_own(address, client):
    make_guide()
    assert desk_of("Ida", "import_guide", "change_guide").get(GUIDES + address).status_code == 403
    assert desk_of("Eve", "export_guide").get(GUIDES + address).status_code == 200
    assert client.get(GUIDES + address)["Location"].startswith("/admin/login/")


def test_import_is_a_right_of_its_own(importer, client):
    make_guide()
    preview = looked_at(importer, spreadsheet(minutes=9))
    path = preview.request["PATH_INFO"]
    other = desk_of("Eve", "export_guide", "change_guide", "add_guide")
    assert [other.get(IMPORT).status_code, send(other, spreadsheet(minutes=9)).status_code] == [403, 403]
    assert [other.get(path).status_code, confirm(other, preview).status_code] == [403, 403]
    assert client.post(path, {"seen": "x"})["Location"].startswith("/admin/login/")
    make_person("Ida").user_permissions.clear()
    assert confirm(importer, preview).status_code == 403
    assert Guide.objects.get().minutes == 5


@pytest.mark.parametrize(
    ("rights", "words"),
    [
        ([], []),
        (["import_guide"], ["Import…"]),
        (
            ["export_guide"],
            ["Export as spreadsheet", "Export the library", "Evidence ledger (PDF)", "Evidence ledger (XLSX)"],
        ),
    ],
)
def test_list_offers_what_one_may_do(rights, words):
    page = page_of(desk_of("Ida", *rights).get(GUIDES))
    offered = [
        "Import…",
        "Export as spreadsheet",
        "Export the library",
        "Evidence ledger (PDF)",
        "Evidence ledger (XLSX)",
    ]
    assert [word for word in offered if f">{word}<" in page] == words


def test_confirmation_needs_the_token_of_its_page(importer):
    make_guide()
    preview = looked_at(importer, spreadsheet(minutes=9))
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = importer.cookies
    strict.post(preview.request["PATH_INFO"], {"seen": preview.context["plan"].fingerprint})
    assert Guide.objects.get().minutes == 5
