"""The database trigger that keeps editions as they were signed, on SQLite and PostgreSQL.

Django has no constraint for "this column never changes", so migrations run this SQL. SQLite drops a table's
triggers when Django rebuilds the table: a migration that alters Edition ends with `keep_editions_immutable` again,
and tests/guides/test_editions.py fails when that was forgotten.
"""

from guides.terms import BoneSite

FROZEN = (
    "guide_id", "language", "number", "is_demonstration", "document", "title", "kind", "level", "positions",
    "minutes", "needs", "words", "author_id", "approver_id", "signed_at", "published_at", "review_on", "change_note",
    "last_editor_id", "approver_role", "emergency_reason", "revision", "is_minor",
)  # fmt: skip
LOOSENED = " OR ".join(f"NEW.bone_{site} < OLD.bone_{site}" for site in BoneSite.values)
BACKWARDS = "(OLD.state <> 'live' AND (NEW.state <> OLD.state OR NEW.withdrawn_reason <> OLD.withdrawn_reason))"
MESSAGE = "edition_is_immutable"


def _changed(columns, operator):
    return " OR ".join(f"OLD.{column} {operator} NEW.{column}" for column in columns)


def keep_editions_immutable(apps, schema_editor):
    """Install the trigger, for RunPython. It guards the columns that the table has at that migration."""
    there = {field.column for field in apps.get_model("guides", "Edition")._meta.concrete_fields}
    frozen = [column for column in FROZEN if column in there]
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS guides_edition_is_immutable")
        schema_editor.execute(
            f"CREATE TRIGGER guides_edition_is_immutable BEFORE UPDATE ON guides_edition FOR EACH ROW "
            f"WHEN {_changed(frozen, 'IS NOT')} OR {LOOSENED} OR {BACKWARDS} "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )
    else:
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION guides_edition_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN IF {_changed(frozen, 'IS DISTINCT FROM')} OR {LOOSENED} OR {BACKWARDS} THEN "
            f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$"
        )
        schema_editor.execute("DROP TRIGGER IF EXISTS guides_edition_is_immutable ON guides_edition")
        schema_editor.execute(
            "CREATE TRIGGER guides_edition_is_immutable BEFORE UPDATE ON guides_edition "
            "FOR EACH ROW EXECUTE FUNCTION guides_edition_is_immutable()"
        )


def let_editions_change(apps, schema_editor):
    """Take the trigger away, to undo the migration."""
    on_table = "" if schema_editor.connection.vendor == "sqlite" else " ON guides_edition"
    schema_editor.execute(f"DROP TRIGGER IF EXISTS guides_edition_is_immutable{on_table}")
