"""What has no history of its own leaves before and after in the desk's log."""

import pytest
from django.contrib.admin.models import LogEntry

from tests.desk import desk_of, signed_in
from tests.factories import make_clinician, make_equipment, make_person, make_source

pytestmark = pytest.mark.django_db


def log():
    return [(entry.user.username, entry.get_change_message()) for entry in LogEntry.objects.order_by("pk")]


def test_change_of_a_source_is_on_record_with_before_and_after():
    source = make_source(citation="A study.")
    fields = {"key": source.key, "kind": "guideline", "year": "2024", "citation": "A better study.", "doi": source.doi}
    desk_of("Ada").post(f"/admin/guides/source/{source.pk}/change/", fields)
    assert log() == [
        ("ada", "Kind: “Trial” became “Guideline”; Citation: “A study.” became “A better study.”"),
    ]


def test_change_of_equipment_and_qualification_is_on_record():
    chair = make_equipment("chair")
    clinician = make_clinician("Bo")
    root = signed_in(make_person("Root", is_superuser=True))
    root.post(f"/admin/guides/equipment/{chair.pk}/change/", {"name": "Firm chair", "order": "0"})
    address = f"/admin/guides/qualification/{clinician.qualification.pk}/change/"
    kept = {"profession": "Nurse", "register": "HCPC", "register_number": "PH1", "looked_up_on": "2026-01-05"}
    root.post(address, kept)
    assert log() == [
        ("root", "Name: “Chair” became “Firm chair”"),
        ("root", "Profession: “Physiotherapist” became “Nurse”"),
    ]
