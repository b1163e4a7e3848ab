"""Taking a name out of a visitor's message in a real browser: what is selected is what goes."""

import pytest
from playwright.sync_api import expect

from guides.models import Edition, Feedback
from tests.browser.conftest import Visitor, ask
from tests.factories import make_feedback

pytestmark = pytest.mark.browser


def new_message():
    return make_feedback(Edition.objects.live().first(), "hard", text="I am Jo Berg.").pk


def text_of(pk):
    return Feedback.objects.values_list("text", flat=True).get(pk=pk)


def test_selected_words_are_taken_out(chromium, site, desk_cookie):
    key = ask(new_message)
    visitor = Visitor(chromium, site, 390, 900)
    visitor.context.add_cookies([desk_cookie])
    page = visitor.page
    page.goto(f"/admin/guides/feedback/{key}/change/")
    page.get_by_text("Personal details in it? Take them out").click()
    page.evaluate("""() => {
      const words = document.querySelector("[data-pick-from] p:last-child").firstChild;
      getSelection().setBaseAndExtent(words, 5, words, 12);
    }""")
    page.get_by_role("button", name="Use what is selected in the message").click()
    expect(page.get_by_label("Words to take out")).to_have_value("Jo Berg")
    page.get_by_label("Why?").last.fill("A name")
    page.get_by_role("button", name="See how it will read").press("Enter")
    page.get_by_role("button", name="Take out for good").press("Enter")
    expect(page.locator("[data-pick-from]")).to_contain_text("I am [taken out].")
    assert ask(text_of, key) == "I am [taken out]."
    visitor.context.close()
    assert visitor.complaints == []
