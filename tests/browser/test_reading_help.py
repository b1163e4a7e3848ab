"""Reading help: kept on the device, counts on every page and in other tabs, and takes no other way than was chosen."""

import pytest

pytestmark = pytest.mark.browser
SIZE = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
PAPER = "getComputedStyle(document.body).backgroundColor"
VOICES = """(voices) => {
  const voice = ([lang, localService]) => ({lang, localService, default: false, name: lang, voiceURI: lang});
  window.spoken = [];
  speechSynthesis.getVoices = () => voices.map(voice);
  speechSynthesis.speak = (utterance) => {
    spoken.push(utterance.text);
    if (spoken.length < 4) setTimeout(() => utterance.dispatchEvent(new Event("end")), 1);
  };
  speechSynthesis.cancel = () => { window.isHushed = true; };
  window.SpeechSynthesisUtterance = class extends EventTarget { constructor(text) { super(); this.text = text; } };
}"""


def test_choices_count_at_once_on_every_page_and_are_taken_back(visit):
    page = visit("/reading/", width=390, keeps=True)
    other = page.context.new_page()
    other.goto("/guides/walking/")
    before = other.evaluate(SIZE)
    page.get_by_label("Largest").check()
    page.get_by_label("Dark").check()
    page.get_by_label("Wide").check()
    page.get_by_text("Kept on this device.").wait_for()
    other.wait_for_function(f"() => {SIZE} > {before} * 1.5 && {PAPER} === 'rgb(15, 31, 31)'")
    other.set_viewport_size({"width": 320, "height": 700})
    assert other.evaluate("document.documentElement.scrollWidth") <= 320
    other.goto("/safety/")
    other.wait_for_function(f"() => {PAPER} === 'rgb(15, 31, 31)'")
    page.reload()
    assert page.get_by_label("Largest").is_checked()
    page.get_by_role("button", name="Back to how my device has it").click()
    other.wait_for_function(f"() => {SIZE} === {before} && {PAPER} === 'rgb(251, 250, 246)'")
    assert page.evaluate("JSON.parse(localStorage['hub-kit']).display") == {}


def test_browser_that_keeps_nothing_says_so(visit):
    page = visit("/reading/")
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('', 'SecurityError'); }; }")
    page.get_by_label("Stronger").check()
    page.get_by_text("Your browser keeps nothing for this site, so a choice cannot be kept.").wait_for()


def test_guide_is_read_by_a_voice_of_the_device_and_stops_when_told(visit):
    page = visit("/guides/sway-by-the-sink/")
    page.evaluate(VOICES, [["de-DE", True], ["en-US", False], ["en-GB", True]])
    page.get_by_role("button", name="Read aloud").click()
    page.wait_for_function("() => spoken.length === 4")
    assert page.evaluate("spoken.slice(0, 3)")[1] == "Sway by the sink"
    assert page.evaluate("document.querySelector('[data-reading]').innerText === spoken[3]")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Read aloud").wait_for()
    assert page.evaluate("isHushed && !document.querySelector('[data-reading]')")


def test_voice_that_is_not_on_the_device_is_not_used(visit):
    page = visit("/guides/sway-by-the-sink/")
    page.evaluate(VOICES, [["en-US", False], ["de-DE", True]])
    page.get_by_role("button", name="Read aloud").click()
    page.get_by_text("This device has no voice of its own for this language.").wait_for()
    assert page.evaluate("spoken") == []
