"""The repository's own promises: what the files say is there, is there."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command, get_commands
from django.urls import resolve
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = {path.stem: path.read_text() for path in sorted((ROOT / "requirements").glob("*.txt"))}
EXTRAS = {"run": [], "production": ["postgres", "redis"], "develop": ["postgres", "redis", "test", "lint"]}
NOT_OURS = {".git", ".venv", "var", "media", "staticfiles", "__pycache__"}
DOCUMENTS = [ROOT / name for name in ("README.md", "CHANGELOG.md", "DECISIONS.md")]
DOCUMENTS += sorted((ROOT / "deploy").glob("*.service"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def our_files(*suffixes):
    """Every file of the repository with one of these endings, or every file."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in NOT_OURS and not name.endswith("_cache")]
        folders[:] = [name for name in folders if name != ".hypothesis"]
        yield from (Path(folder, name) for name in names if not suffixes or name.endswith(suffixes))


def places(pattern, paths):
    """Where a pattern occurs, as `file:line` for a person to open."""
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="ignore").splitlines(), 1)
        if re.search(pattern, line)
    ]


@pytest.mark.django_db
def test_no_model_change_lacks_its_migration(capsys):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_guides_know_nothing_of_the_site():
    assert places(r"^\s*(from|import) hub\b", (ROOT / "guides").rglob("*.py")) == []


def dependencies(extras):
    project = PROJECT["project"]
    return project["dependencies"] + [name for extra in extras for name in project["optional-dependencies"][extra]]


def test_every_dependency_has_its_reason():
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    wanted = dependencies(PROJECT["project"]["optional-dependencies"])
    without = [name for name in wanted if not any(f'"{name}"' in line and re.search(r"# \w", line) for line in lines)]
    assert without == []


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_file_names_packages_and_hashes_and_no_address(lock):
    allowed = r"[a-z0-9-]+==[^ :/@]+( ; [^:/@]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?"
    assert [line for line in LOCKS[lock].splitlines() if not re.fullmatch(allowed, line)] == []


def pins(lock):
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", LOCKS[lock], re.MULTILINE))


@pytest.mark.parametrize("lock", EXTRAS)
def test_lock_file_holds_what_the_project_asks_for(lock):
    wanted = [Requirement(line) for line in dependencies(EXTRAS[lock])]
    pinned = pins(lock)
    assert [str(one) for one in wanted if not one.specifier.contains(pinned.get(one.name, "0"))] == []


def test_lock_files_agree_on_every_version():
    develop = pins("develop")
    assert {**pins("run"), **pins("production")}.items() <= develop.items()


def test_changelog_starts_with_the_version_of_the_project():
    first = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert first[1] == PROJECT["project"]["version"]


def test_every_component_is_used_and_says_what_it_needs():
    components = sorted((ROOT / "templates" / "components").glob("*.html"))
    sources = [*TEMPLATES, *our_files(".py")]
    texts = {path: path.read_text() for path in sources}
    unused = [
        path.name
        for path in components
        if not any(f"components/{path.name}" in text for place, text in texts.items() if place != path)
    ]
    assert unused == []
    assert [path.name for path in components if not texts[path].startswith("{#")] == []


def test_no_template_has_an_inline_style_or_script():
    handlers = r"<style|\sstyle=|\son[a-z]+=[\"']|javascript:"
    scripts = r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(ld\+)?json\")"
    assert places(f"{handlers}|{scripts}", TEMPLATES) == []


def test_no_file_names_a_path_of_one_machine():
    homes = r"(?<![\w.$}])/(home|root|Users|work|workspace)/\w"
    assert places(homes, our_files(".py", ".md", ".toml", ".html", ".css", ".js", ".txt", "run", "Makefile")) == []


def test_documents_name_make_targets_that_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {word for path in DOCUMENTS for word in re.findall(r"(?:^|`)make ([a-z]+)", path.read_text(), re.MULTILINE)}
    assert {"run", "test"} <= named <= targets


def test_documents_and_makefile_name_commands_that_exist():
    paths = [*DOCUMENTS, ROOT / "Makefile", ROOT / ".ci" / "run"]
    named = {word for path in paths for word in re.findall(r"manage\.py ([a-z_]+)", path.read_text())}
    assert sorted(named - set(get_commands())) == []


def test_documents_name_files_that_exist():
    named = {
        word
        for path in DOCUMENTS[:3]
        for word in re.findall(r"[`(]((?:[\w.-]+/)+[\w.-]*|[A-Z-]+(?:\.md)?)[`)]", path.read_text())
    }
    ours = {name for name in named if "/" in name or (ROOT / name).suffix == ".md" or name.startswith("LICENSE")}
    assert sorted(name for name in ours if not name.startswith("var/") and not (ROOT / name).exists()) == []


def test_readme_lists_every_variable_the_settings_read():
    source = (ROOT / "hub" / "settings.py").read_text()
    read = set(re.findall(r"(?:environ\.get|flag|secret)\(\s*\"([A-Z_]+)\"", source))
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert listed == read


def test_addresses_that_make_run_prints_exist():
    printed = re.findall(r'echo "\w+: +http://127\.0\.0\.1:\$\(PORT\)(/\S*)"', (ROOT / "Makefile").read_text())
    assert len(printed) == 3
    assert [resolve(path).route for path in printed]


def check_translations(locale, *languages):
    return subprocess.run(
        [sys.executable, ROOT / ".ci" / "check_translations.py", locale, *languages], capture_output=True, text=True
    )


def test_every_language_but_english_is_translated_completely():
    others = [code for code, _ in settings.LANGUAGES if code != "en"]
    checked = check_translations(ROOT / "locale", *others)
    assert (checked.returncode, checked.stdout) == (0, f"{len(others)} translations, all complete\n")


HEADER = 'msgid ""\nmsgstr ""\n"Language: nl\\n"\n\n'
COMPLETE = (
    'msgid "Chair"\nmsgstr ""\n"Stoel"\n\nmsgid "%d guide"\nmsgid_plural "%d guides"\nmsgstr[0] "a"\nmsgstr[1] "b"\n'
)


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (COMPLETE, ""),
        (COMPLETE + '\n#~ msgid "Gone"\n#~ msgstr ""\n', ""),
        ('msgid "Chair"\nmsgstr ""\n', "missing: 'Chair'"),
        ('msgid "%d guide"\nmsgid_plural "%d guides"\nmsgstr[0] "a"\nmsgstr[1] ""\n', "missing: '%d guide'"),
        ('#: page.html:1\n#, python-format, fuzzy\nmsgid "Chair"\nmsgstr "Bank"\n', "fuzzy: 'Chair'"),
        (None, "no .po file"),
    ],
)
def test_incomplete_translation_is_named_and_fails(tmp_path, words, fault):
    if words is not None:
        path = tmp_path / "nl" / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True)
        path.write_text(HEADER + words)
    checked = check_translations(tmp_path, "nl")
    assert checked.returncode == bool(fault)
    assert checked.stdout.rstrip().endswith(fault or "all complete")
