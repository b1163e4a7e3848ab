"""The library as one file: all of it goes out, comes in as drafts, and no signature of elsewhere counts."""

import json
import zipfile
from functools import partial
from hashlib import sha256
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command

from guides import editions, importing, library_file, library_import, working_copy
from guides.library_file import UnusableFile
from guides.models import (
    BoneRule,
    Citation,
    Collection,
    Edition,
    Equipment,
    Guide,
    Photo,
    Provenance,
    Revision,
    Source,
)
from tests.factories import (
    make_collection,
    make_edition,
    make_equipment,
    make_guide,
    make_person,
    make_photo,
    make_rules,
    make_source,
    make_video,
    picture,
    publish,
)

pytestmark = pytest.mark.django_db


def plan_of(content):
    return library_import.plan_library(content, library_import.clean_photos(content))


def bring_in(content, by="Ida"):
    cleaned = library_import.clean_photos(content)
    make_plan = partial(library_import.plan_library, content, cleaned)
    return importing.confirm(make_plan, seen=make_plan().fingerprint, by=make_person(by))


def another_hub():
    """Empty this hub, as if it were another one. Editions are never deleted, so the database is asked directly."""
    call_command("flush", verbosity=0, interactive=False)


def parts_of(content):
    with zipfile.ZipFile(BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def packed(parts):
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return file.getvalue()


def sealed(parts, **changes):
    """The parts with a manifest that fits them, as somebody who means harm would make it."""
    manifest = json.loads(parts[library_file.MANIFEST]) | changes
    rest = {name: content for name, content in parts.items() if name != library_file.MANIFEST}
    if "parts" not in changes:
        manifest["parts"] = {
            name: {"bytes": len(content), "sha256": sha256(content).hexdigest()} for name, content in rest.items()
        }
    manifest["seal"] = library_file._seal(manifest)
    return packed({library_file.MANIFEST: json.dumps(manifest).encode(), **rest})


def edited(content, part, change):
    """A library file one part of which says something else, and whose sums are right again."""
    parts = parts_of(content)
    said = json.loads(parts[part])
    parts[part] = json.dumps(change(said) or said).encode()
    return sealed(parts)


# There and back


def test_export_brought_in_again_changes_nothing(media):
    make_rules()
    easier = make_guide("Sit", needs=["chair"])
    guide = make_guide("March", easier=[easier], needs=[("chair", "worktop")])
    make_photo(guide)
    make_video(guide)
    publish(guide)
    make_collection()
    plan = plan_of(library_file.export())
    assert (plan.problems, plan.guides, plan.unchanged, plan.notes, plan.does_nothing) == ([], [], 2, [], True)


@pytest.mark.django_db(transaction=True)
def test_whole_library_arrives_at_another_hub_as_drafts(media, client):
    easier = make_guide("Sit", needs=["chair"])
    guide = make_guide("March", easier=[easier], needs=[("chair", "worktop")], people_involved="Four women.")
    photo = make_photo(guide)
    make_video(guide)
    publish(guide)
    make_collection("Sitting down", guides=["sit"])
    before = {each.slug: working_copy.read(each) for each in Guide.objects.all()}
    content = library_file.export()
    another_hub()
    plan = bring_in(content)
    assert [(each.slug, each.is_new) for each in plan.guides] == [("sit", True), ("march", True)]
    after = {each.slug: working_copy.read(each) for each in Guide.objects.all()}
    for document in (*before.values(), *after.values()):
        document["photos"] = [{**each, "digest": "", "uploaded_by_id": None} for each in document["photos"]]
        document["overrides"] = {}
    assert after == before
    assert not Edition.objects.exists()
    assert client.get("/guides/march/").status_code == 404
    assert list(Collection.objects.values_list("slug", "editions")) == [("sitting-down", None)]  # a draft
    assert list(Equipment.objects.values_list("slug", "order")) == [("chair", 1), ("worktop", 2)]
    copy = Photo.objects.get()
    assert copy.uploaded_by == make_person("Ida")
    assert (copy.width, copy.height, copy.digest == photo.digest) == (960, 720, False)


@pytest.mark.django_db(transaction=True)
def test_signature_of_another_hub_is_shown_and_counts_as_none():
    edition = make_edition("March")
    content = library_file.export()
    another_hub()
    bring_in(content)
    origin = Provenance.objects.get()
    day = edition.signed_at.date()
    assert str(origin) == (
        f"Signed on https://hub.example.org by Bo, Physiotherapist, HCPC, on {day}: counts as none here."
    )
    assert (origin.file_digest, origin.imported_by) == (sha256(content).hexdigest(), make_person("Ida"))
    guide = Guide.objects.get()
    assert (guide.edited_by, guide.editions.count()) == (make_person("Ida"), 0)
    assert Revision.objects.get().cause == "imported"
    with pytest.raises(editions.CannotPublish):
        publish(guide, author=make_person("Ida"), approver=make_person("Ida"))


@pytest.mark.django_db(transaction=True)
def test_demonstration_edition_of_another_hub_was_signed_by_nobody():
    editions.publish_demonstration(make_guide("March"))
    content = library_file.export()
    another_hub()
    bring_in(content)
    assert str(Provenance.objects.get()) == "From https://hub.example.org, where nobody had signed it."


def test_public_guide_stays_as_it_is_when_its_draft_is_brought_in(client):
    make_edition("March")
    before = client.get("/guides/march/").content
    content = edited(library_file.export(), "guides.json", lambda said: said[0]["texts"]["en"].update(title="Leap"))
    plan = bring_in(content)
    assert [(each.name, each.after) for each in plan.guides[0].differences] == [("text.en.title", ("Leap",))]
    assert Guide.objects.get().texts.get().title == "Leap"
    assert client.get("/guides/march/").content == before
    assert Edition.objects.count() == 1


def test_rating_by_hand_of_another_hub_is_listed_and_not_taken_over():
    make_rules()
    said = {"override": 0, "override_reason": "She is used to it."}
    make_guide("March", ratings={"pelvis": said})
    content = edited(library_file.export(), "guides.json", lambda said: said[0].update(minutes=9))
    Guide.objects.get().ratings.update(override=None, override_reason="", overridden_by=None)
    plan = bring_in(content)
    assert plan.notes == ["march: rating by hand at pelvis, “ok – She is used to it.”, not taken over."]
    assert not Guide.objects.get().ratings.exclude(override=None).exists()
    assert Provenance.objects.get().notes == "rating by hand at pelvis, “ok – She is used to it.”, not taken over."


def test_bone_rules_that_differ_are_listed_and_never_applied():
    make_rules()
    rules = list(BoneRule.objects.order_by("pk").values())

    def change(said):
        first = next(rule for rule in said if rule["verdict"] == 2)
        first["verdict"] = 0
        said.append(said[-1] | {"site": "pelvis", "requires": "flying"})

    content = edited(library_file.export(), "bone_rules.json", change)
    plan = plan_of(content)
    assert len(plan.notes) == 2
    assert plan.notes[0].endswith("here “Ask your team first”, in the file “Usually suitable”. Ours stays.")
    assert plan.notes[1].startswith("Bone rule only in the file, not taken over: pelvis, flying: ")
    assert plan.does_nothing
    assert list(BoneRule.objects.order_by("pk").values()) == rules


def test_sources_and_equipment_that_differ_stay_as_they_are_here():
    make_guide("March", needs=["chair"])
    content = library_file.export()
    Equipment.objects.update(name="Stool")
    Source.objects.update(year=1999)
    assert plan_of(content).notes == [
        "The equipment chair is different in the file (name). It stays as it is here.",
        "The source effect-2024 is different in the file (year). It stays as it is here.",
    ]


def test_number_that_is_taken_here_becomes_the_next():
    make_guide("March", number=5)
    content = library_file.export()
    Guide.objects.all().delete()
    make_guide("Walk", number=5)
    bring_in(content)
    assert dict(Guide.objects.values_list("slug", "number")) == {"walk": 5, "march": 6}


def test_guide_that_was_renamed_here_is_found_by_its_former_name():
    guide = make_guide("March")
    content = edited(library_file.export(), "guides.json", lambda said: said[0].update(minutes=9))
    editions.rename(guide, "stride")
    plan = bring_in(content)
    assert [(each.slug, each.is_new) for each in plan.guides] == [("stride", False)]
    assert Guide.objects.get().minutes == 9


def test_photo_is_made_anew_from_its_pixels(media):
    guide = make_guide("March")
    make_photo(guide)
    parts = parts_of(library_file.export())
    (name,) = [name for name in parts if name.startswith("photos/")]
    Guide.objects.all().delete()
    content = sealed(parts | {name: picture(960, 720, comment=b"a secret place") + b"trailing secret"})
    bring_in(content)
    stored = b"".join(path.read_bytes() for path in media.rglob("*") if path.is_file())
    assert b"secret" not in stored
    assert Photo.objects.count() == 1


# Bad and hostile files


EMPTY_PARTS = dict.fromkeys(library_file.PARTS, b"[]")
DEEP = b"[" * 100_000


def refusal(content):
    with pytest.raises(UnusableFile) as refused:
        library_file.unpack(content)
    assert library_import.plan_library(content, {}).problems == refused.value.problems
    return refused.value.problems


def test_tampered_part_is_refused():
    make_guide()
    parts = parts_of(library_file.export())
    parts["guides.json"] = parts["guides.json"].replace(b"March", b"Match")
    assert refusal(packed(parts)) == [
        "guides.json is not what the hub exported: it was changed or damaged. Export the library again."
    ]


def test_tampered_manifest_is_refused():
    parts = parts_of(library_file.export())
    parts["manifest.json"] = parts["manifest.json"].replace(b"hub.example.org", b"good.example.org")
    assert refusal(packed(parts)) == ["manifest.json was changed after the export. Export the library again."]


@pytest.mark.parametrize("version", [0, 2, "1", None])
def test_unknown_format_version_is_refused(version):
    content = sealed(parts_of(library_file.export()), version=version)
    (problem,) = refusal(content)
    assert problem == (f"This file has format “{version}”, and this hub reads format 1. Use a hub of the same age.")


@pytest.mark.parametrize(
    "name",
    ["../../evil.py", "/etc/cron.d/evil", "photos/../../evil.jpg", "photos\\evil.jpg", "photos/gg.jpg", "x/"],
)  # fmt: skip
def test_path_that_belongs_to_no_library_is_refused(name, media):
    parts = parts_of(library_file.export()) | {name: b"evil"}
    assert refusal(sealed(parts)) == [f"This file has a part that belongs to no library: “{name}”"]
    assert list(media.rglob("*")) == []


@pytest.mark.parametrize("name", library_file.PARTS)
def test_missing_part_is_named(name):
    parts = parts_of(library_file.export())
    del parts[name]
    assert refusal(sealed(parts)) == [f"This is no library file: it has no {name}."]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "This file is damaged. Export the library again."),
        (b"PK\x03\x04 cut off", "This file is damaged. Export the library again."),
        (packed({"a.txt": b""}), "This file has a part that belongs to no library: “a.txt”"),
        (packed({"manifest.json": b"{}", **EMPTY_PARTS}), "This is no library file of a hub."),
        (packed({"manifest.json": DEEP, **EMPTY_PARTS}), "manifest.json cannot be read. Export the library again."),
    ],
    ids=["empty", "cut off", "other zip", "other manifest", "deep"],
)  # fmt: skip
def test_other_files_are_refused(content, problem):
    assert refusal(content) == [problem]


def test_zip_bomb_is_never_unpacked():
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name in (library_file.MANIFEST, *library_file.PARTS):
            target.writestr(name, b" " * 8_000_000)
    assert refusal(file.getvalue()) == ["This file unpacks to far more than a library."]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"minutes": 0}, "minutes: 0 is too few."),
        ({"minutes": "5"}, "minutes: “5” is not a whole number."),
        ({"level": True}, "level: “True” is not a whole number."),
        ({"kind": ["strength"]}, "kind: “['strength']” is not a kind."),
        ({"needs": [["nothing"]]}, "needs: “nothing” is not a thing of this hub."),
        ({"sources": "x"}, "sources: “x” is not a list."),
        ({"sources": [{"key": [], "supports": {}}]}, "sources 1.key: “[]” is not a source of this hub."),
        ({"easier": ["march"]}, "easier: a guide cannot be easier or harder than itself."),
        ({"texts": {"xx": {}}}, "texts.xx: not known here."),
        ({"texts": {"en": {"title": 5}}}, "texts.en.title: “5” is not text."),
        ({"edited_by_id": 1}, "edited_by_id: not known here."),
        ({"slug": "../x"}, "slug: not a short name."),
        ({"photos": [{"digest": "../../x"}]}, "photos 1.digest: “../../x” names no photo."),
        ({"video": []}, "video: not a table of fields."),
        ({"people_involved_on": "soon"}, "people_involved_on: “soon” is not a day."),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_hostile_guide_is_refused_with_the_field(change, problem):
    make_guide("March")
    found = plan_of(edited(library_file.export(), "guides.json", lambda said: said[0].update(change)))
    assert found.guides == []
    assert found.problems[0].startswith(f"guides.json, {change.get('slug', 'march')}, {problem}")


@pytest.mark.parametrize("part", library_file.PARTS)
@pytest.mark.parametrize("content", ["x", 5, None, [[]], {"a": 5}, [5], True])
def test_part_of_another_shape_is_refused(part, content):
    make_guide("March")
    make_rules()
    found = plan_of(edited(library_file.export(), part, lambda said: content or "empty"))
    assert found.problems != []
    assert found.guides == []


def test_photo_that_is_none_is_refused(media):
    make_photo(make_guide("March"))
    parts = parts_of(library_file.export())
    (name,) = [name for name in parts if name.startswith("photos/")]
    Guide.objects.all().delete()
    with pytest.raises(UnusableFile) as refused:
        library_import.clean_photos(sealed(parts | {name: b"<svg onload='alert(1)'/>"}))
    assert refused.value.problems == [
        f"{name}: This is not a JPEG, PNG, WebP or AVIF picture, whatever its name says. Export the photo as JPEG."
    ]


def test_photo_without_its_file_is_refused(media):
    make_photo(make_guide("March"))
    parts = {name: part for name, part in parts_of(library_file.export()).items() if not name.startswith("photos/")}
    Guide.objects.all().delete()
    assert plan_of(sealed(parts)).problems == ["guides.json, march: the file of a photo is missing: A woman sits tall."]


def test_nothing_is_left_when_one_guide_is_refused_by_the_database():
    make_guide("March")
    content = edited(library_file.export(), "sources.json", lambda said: said.update(new=said["effect-2024"]))

    def broken():
        plan = library_import.plan_library(content, {})
        plan.guides.append(
            importing.GuidePlan("twin", 9, None, {}, working_copy.read(Guide.objects.get()) | {"level": 8})
        )
        return plan

    with pytest.raises(importing.ImportRefused):
        importing.confirm(broken, seen=broken().fingerprint, by=make_person("Ida"))
    assert list(Source.objects.values_list("key", flat=True)) == ["effect-2024"]


# Commands


def run(*arguments, **options):
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue().splitlines()


def test_commands_write_and_read_the_file(tmp_path):
    make_guide("March")
    (said,) = run("export_library", tmp_path / "library.zip")
    assert said.startswith(f"{tmp_path / 'library.zip'}: ")
    Guide.objects.all().delete()
    assert run("import_library", tmp_path / "library.zip", dry_run=True)[-2:] == [
        "new: march",
        "Dry run, nothing was changed. Guides: 1 new, 0 changed, 0 unchanged.",
    ]
    assert not Guide.objects.exists()
    make_person("Ida")
    assert run("import_library", tmp_path / "library.zip", by="ida")[-1] == (
        "Landed as drafts. Guides: 1 new, 0 changed, 0 unchanged."
    )
    assert Guide.objects.get().edited_by == make_person("Ida")


def test_command_needs_somebody_who_stands_behind_the_import(tmp_path):
    run("export_library", tmp_path / "library.zip")
    with pytest.raises(CommandError, match="Say who stands behind it"):
        run("import_library", tmp_path / "library.zip", by="nobody")


def test_command_says_what_is_wrong_with_a_file(tmp_path):
    (tmp_path / "library.zip").write_bytes(b"x")
    with pytest.raises(CommandError, match=r"Nothing was imported\.\nThis file is damaged"):
        run("import_library", tmp_path / "library.zip", dry_run=True)
    with pytest.raises(CommandError, match="cannot be read"):
        run("import_library", tmp_path / "none.zip", dry_run=True)
    with pytest.raises(CommandError, match="cannot be written"):
        run("export_library", tmp_path / "none" / "library.zip")


def test_export_names_no_account_and_no_number_in_a_register(media):
    make_edition("March", owner=make_person("Olga", email="olga@example.org"))
    make_source("unused")
    make_equipment("mat")
    said = b"".join(parts_of(library_file.export()).values())
    assert b"olga" not in said.lower()
    assert b"PH1" not in said
    assert Citation.objects.count() == 1
