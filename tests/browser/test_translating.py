"""The translator's page in a real browser: axe, room, and words that survive a closed tab until they are saved."""

import pytest

from guides.models import GuideText, Revision
from tests.browser.conftest import ask
from tests.browser.test_editing import GUIDES, NARROW, WIDE, Curator, offer
from tests.browser.test_pages import RULES, violations

pytestmark = pytest.mark.browser


@pytest.fixture
def text(site, settings):
    """The key of the wording of a public guide in a second language, of which a word was changed since."""
    settings.LANGUAGES = [("en", "English"), ("nl", "Nederlands")]

    def write():
        text = GuideText.objects.filter(language="en").select_related("guide").order_by("guide__number").first()
        text.translated_from = text.guide.editions.get(language="en", state="live")
        text.pk, text.language, text.title = None, "nl", "Marcheren"
        text.save(force_insert=True)
        return text

    text = ask(write)
    yield text
    ask(lambda: GuideText.objects.filter(pk=text.pk).delete())
    ask(lambda: Revision.objects.filter(guide=text.guide).delete())


def test_translator_has_room_and_loses_no_words(site, chromium, text):
    curator = Curator(chromium, site)
    address = f"{GUIDES}{text.guide_id}/translate/nl/"
    page = curator.open(address)
    assert curator.complaints == []
    assert violations(page, RULES, "light") == []
    page.set_viewport_size(NARROW)
    assert violations(page, RULES, "dark") == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.set_viewport_size(WIDE)
    curator.complaints.clear()  # axe copies elements together with styles that scripts gave them

    page.get_by_label("Summary").fill("Til uw knieën op.")
    page.get_by_text("Not saved yet. This browser keeps your words until you save.").wait_for()
    page.close()
    page = curator.open(address)
    offer(page).get_by_role("button", name="Bring it back").click()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved as a draft.").wait_for()
    page.locator('[data-unsaved="ready"]').wait_for(state="attached")
    assert offer(page).is_hidden()
    assert ask(lambda: GuideText.objects.get(pk=text.pk).summary) == "Til uw knieën op."
    curator.context.close()
    assert curator.complaints == []
