"""Two changes of one guide put together. Whatever the changes are, nothing that only one person wrote is lost."""

from hypothesis import given
from hypothesis import strategies as st

from guides.merging import merge, settle

BASE = {
    "level": 1,
    "needs": [["chair"]],
    "texts": {"en": {"what": "Sit.", "why": "It helps."}},
    "overrides": {},
    "desk": {"owner_id": 1},
}


def changed(path, value, base=BASE):
    document = {name: dict(part) if isinstance(part, dict) else part for name, part in base.items()}
    if path[0] == "texts":
        document["texts"] = {language: dict(wording) for language, wording in base["texts"].items()}
    place = document
    for name in path[:-1]:
        place = place.setdefault(name, {})
    place[path[-1]] = value
    return document


def test_changes_of_different_fields_are_both_kept():
    mine, theirs = changed(("texts", "en", "what"), "Stand."), changed(("texts", "en", "why"), "It is fun.")
    merged, clashes = merge(BASE, mine, theirs)
    assert merged["texts"]["en"] == {"what": "Stand.", "why": "It is fun."}
    assert clashes == []


def test_same_change_by_both_is_no_clash():
    mine = changed(("level",), 2)
    assert merge(BASE, mine, mine) == (mine, [])


def test_two_changes_of_one_field_are_for_a_person_to_choose():
    mine, theirs = changed(("level",), 2), changed(("level",), 3)
    merged, (clash,) = merge(BASE, mine, theirs)
    assert (clash.name, clash.base, clash.mine, clash.theirs) == ("level", 1, 2, 3)
    assert merged["level"] == 2
    assert settle(merged, {("level",): 3})["level"] == 3


def test_new_language_and_new_override_of_theirs_come_in():
    theirs = changed(("texts", "nl"), {"what": "Zit."})
    theirs = changed(("overrides", "pelvis"), {"rating": "ask"}, theirs)
    mine = changed(("level",), 2)
    merged, clashes = merge(BASE, mine, theirs)
    assert (merged["texts"]["nl"], merged["overrides"], merged["level"], clashes) == (
        {"what": "Zit."}, {"pelvis": {"rating": "ask"}}, 2, [],
    )  # fmt: skip


def test_override_that_they_took_away_stays_away():
    base = changed(("overrides", "pelvis"), {"rating": "ask"})
    theirs = changed(("level",), 3)
    merged, clashes = merge(base, changed(("level",), 1, base), theirs)
    assert (merged["overrides"], clashes) == ({}, [])


def test_without_a_common_start_everything_different_is_asked():
    _merged, clashes = merge({}, changed(("level",), 2), BASE)
    assert [clash.name for clash in clashes] == ["level"]


WORDING = st.fixed_dictionaries({name: st.sampled_from("abc") for name in ("what", "why", "steps")})
DOCUMENTS = st.fixed_dictionaries(
    {
        "level": st.integers(1, 4),
        "needs": st.lists(st.lists(st.sampled_from(["chair", "band"]), min_size=1, max_size=2), max_size=2),
        "texts": st.dictionaries(st.sampled_from(["en", "nl"]), WORDING),
        "overrides": st.dictionaries(st.sampled_from(["pelvis", "femur"]), st.sampled_from([{"r": 1}, {"r": 2}])),
        "desk": st.fixed_dictionaries({"owner_id": st.integers(1, 3)}),
    }
)


@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_merging_is_the_same_from_both_sides_but_for_the_clashes(base, mine, theirs):
    one, clashes = merge(base, mine, theirs)
    other, mirrored = merge(base, theirs, mine)
    assert {clash.path for clash in clashes} == {clash.path for clash in mirrored}
    assert settle(one, {clash.path: clash.theirs for clash in clashes}) == settle(other, {})


@given(DOCUMENTS, DOCUMENTS)
def test_whoever_changed_nothing_loses_nothing_and_takes_nothing_away(base, theirs):
    assert merge(base, base, theirs) == (theirs, [])
    assert merge(base, theirs, base) == (theirs, [])
