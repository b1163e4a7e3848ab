"""People are called by their full name at the desk, and by their user name where nobody entered one."""

import pytest

from guides import signing, working_copy
from tests.desk import desk_of
from tests.factories import make_clinician, make_edition, make_feedback, make_person, make_ready_guide
from tests.guides.test_admin import page_of

pytestmark = pytest.mark.django_db

PAGES = (
    "/admin/",
    "/admin/guides/submission/",
    "/admin/guides/guide/",
    "/admin/guides/guide/{guide}/change/",
    "/admin/guides/guide/{guide}/review/",
    "/admin/guides/guide/{guide}/history/",
    "/admin/guides/guide/{guide}/changes/1/",
    "/admin/guides/feedback/{message}/change/",
)


@pytest.mark.parametrize(("names", "shown"), [({}, "Ada Berg"), ({"first_name": "", "last_name": ""}, "ada")])
def test_pages_name_a_person_the_same_way(names, shown):
    make_clinician("Bo")
    desk = desk_of("Bo")
    ada = make_person("Ada", **{"last_name": "Berg"} | names)
    guide = make_ready_guide()
    working_copy.keep(guide, by=ada)
    signing.submit(guide, person=ada)
    message = make_feedback(make_edition("Walk"))
    message.notes.create(by=ada, kind="note", text="Looked.")
    said = {"guide": guide.pk, "message": message.pk}
    pages = {address: page_of(desk.get(address.format(**said))) for address in PAGES}
    assert [address for address, page in pages.items() if shown not in page] == []
    other = "ada" if shown == "Ada Berg" else "Ada"
    assert [address for address, page in pages.items() if f">{other}<" in page or f" {other}," in page] == []
