"""Fail unless every language's words are complete: none missing, none fuzzy.

    python .ci/check_translations.py locale nl de

Reads locale/<language>/LC_MESSAGES/*.po without gettext's tools, which a bare machine lacks. A language without a
file fails too.
"""

import re
import sys
from ast import literal_eval
from pathlib import Path

FIELD = re.compile(r'^(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)\s+"')


def entries(path):
    """The entries of a .po file, each a dict of its fields and its flags; obsolete ones (#~) are left out."""
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        entry, field = {"flags": ""}, None
        for line in block.splitlines():
            if line.startswith("#,"):
                entry["flags"] += line[2:]
            elif found := FIELD.match(line):
                field = found[1]
                entry[field] = literal_eval(line[line.index('"') :])
            elif line.startswith('"') and field:
                entry[field] += literal_eval(line)
        if "msgid" in entry:
            yield entry


def fault(entry):
    """What is wrong with one entry, or nothing. The header is the entry with an empty msgid."""
    if not entry["msgid"]:
        return ""
    if "fuzzy" in entry["flags"]:
        return "fuzzy"
    translations = [words for field, words in entry.items() if field.startswith("msgstr")]
    return "" if translations and all(translations) else "missing"


def faults(locale, language):
    """Every fault of one language as a line for a person, file first."""
    files = sorted((locale / language / "LC_MESSAGES").glob("*.po"))
    if not files:
        return [f"{locale / language}: no .po file"]
    found = [(path, fault(entry), entry["msgid"]) for path in files for entry in entries(path)]
    return [f"{path}: {what}: {words!r}" for path, what, words in found if what]


def main(locale, *languages):
    lines = [line for language in languages for line in faults(Path(locale), language)]
    print("\n".join(lines) or f"{len(languages)} translations, all complete")
    return bool(lines)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
