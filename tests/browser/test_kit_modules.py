"""What the pages of the kit stand on: the store on the device, and the rating that follows the hub's own rule."""

from itertools import combinations

import pytest

from guides import bones
from guides.terms import BoneSite, Rating

pytestmark = pytest.mark.browser

STORE = "/static/js/kit/store.js"
RATING = "/static/js/kit/rating.js"
ANSWERS = list(bones.ANSWERS)
SAVED = [{"slug": "walking", "title": "Walking", "edition": 1, "at": 1}]


def run(page, script, told=None, module=STORE):
    """What an async function body returns that sees the module as `kit` and `told`."""
    return page.evaluate(f"async (told) => {{ const kit = await import('{module}'); {script} }}", told)


def test_the_device_rates_as_the_hub_does(visit):
    """For every pair of answers, readable or not, on guides with every mix of ratings and with a site missing."""
    said = [list(pair) for size in (1, 2) for pair in combinations([*ANSWERS, "knee"], size)]
    guides = [
        {site: ("ok", "change", "ask")[(place * step + step) % 3] for place, site in enumerate(BoneSite.values)}
        for step in range(3)
    ]
    guides.append({site: "ok" for site in BoneSite.values if site != "femur"})
    on_the_device = run(
        visit(),
        """return told.guides.map((ratings) => told.said.map((answers) => kit.strictest({bones: Object.fromEntries(
            Object.entries(ratings).map(([site, rating]) => [site, {rating, change: "", reasons: []}]))}, answers)
            ?.rating ?? null));""",
        {"guides": guides, "said": said},
        RATING,
    )
    assert on_the_device == [[at_the_hub(guide, answers) for answers in said] for guide in guides]


def at_the_hub(ratings, answers):
    try:
        sites = bones.sites_meant(answers)
    except ValueError:
        sites = BoneSite.values  # the hub shows nothing then, so the device takes the strictest
    known = {site: Rating[rating.upper()] for site, rating in ratings.items()}
    return bones.strictest(known, sites).name.lower() if sites else None


def test_two_tabs_keep_what_both_saved_and_forgetting_leaves_nothing(visit):
    one = visit(keeps=True)
    other = one.context.new_page()
    other.goto("/safety/")
    one.evaluate(f"import('{STORE}').then((kit) => {{ kit.onChange(() => {{ window.told = true; }}); }})")
    add = "return kit.change({saved: (now) => [...now, told]});"
    assert [run(one, add, {"slug": "a"}), run(other, add, {"slug": "b"})] == ["kept", "kept"]
    one.wait_for_function("() => window.told")
    assert run(one, "return [kit.standing(), kit.read('saved'), kit.holdsAnything()];") == [
        "ready",
        [{"slug": "a"}, {"slug": "b"}],
        True,
    ]
    assert run(other, "return [kit.forget(), kit.holdsAnything(), Object.keys(localStorage)];") == [True, False, []]


@pytest.mark.parametrize(
    ("kept", "standing", "answer"),
    [
        ('{"version": 99, "saved": [1]}', "newer", "newer"),
        ('{"version": 1, "saved": "x"}', "broken", "kept"),
        ("{", "broken", "kept"),
        ('{"saved": []}', "ready", "kept"),
    ],
)
def test_what_another_version_kept_is_never_thrown_away(visit, kept, standing, answer):
    page = visit(keeps=True)
    page.evaluate("(kept) => localStorage.setItem('hub-kit', kept)", kept)
    assert run(page, "return [kit.standing(), kit.change({saved: () => told})];", SAVED) == [standing, answer]
    stored = page.evaluate("({...localStorage})")
    if answer == "newer":
        assert stored == {"hub-kit": kept}
    else:
        assert run(page, "return kit.read('saved');") == SAVED
        assert stored.get("hub-kit-unread") == (kept if standing == "broken" else None)


@pytest.mark.parametrize(("failure", "answer"), [("QuotaExceededError", "full"), ("SecurityError", "denied")])
def test_a_browser_that_keeps_nothing_is_told_apart_from_a_full_one(visit, failure, answer):
    page = visit()
    page.evaluate("(name) => { Storage.prototype.setItem = () => { throw new DOMException('', name); }; }", failure)
    assert run(page, "return kit.change({saved: () => told});", SAVED) == answer
    assert run(page, "return kit.read('saved');") == []


def test_a_change_touches_all_parts_it_names_or_none(visit):
    page = visit(keeps=True)
    assert run(page, "try { kit.change({saved: () => [1], nothing: () => 1}); } catch (e) { return e.name; }") == (
        "RangeError"
    )
    assert run(page, "return kit.holdsAnything();") is False
