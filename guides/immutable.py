"""The database triggers that keep editions as they were signed, on SQLite and PostgreSQL.

Django has no constraint for "this column never changes", so migrations run this SQL. SQLite drops a table's
triggers when Django rebuilds the table: a migration that alters Edition ends with `keep_editions_immutable` again, one
that alters CollectionEdition with `keep_collection_editions_immutable`, and tests fail when that was forgotten.
"""

from guides.terms import BoneSite

FROZEN = (
    "guide_id", "language", "number", "is_demonstration", "document", "title", "kind", "level", "positions",
    "minutes", "needs", "words", "author_id", "approver_id", "signed_at", "published_at", "review_on", "change_note",
    "last_editor_id", "approver_role", "emergency_reason", "revision", "is_minor", "translated_from_id",
)  # fmt: skip
LOOSENED = " OR ".join(f"NEW.bone_{site} < OLD.bone_{site}" for site in BoneSite.values)
BACKWARDS = "(OLD.state <> 'live' AND (NEW.state <> OLD.state OR NEW.withdrawn_reason <> OLD.withdrawn_reason))"
OF_COLLECTIONS = (
    "collection_id", "number", "is_demonstration", "document", "author_id", "approver_id", "approver_role", "signed_at",
    "published_at", "review_on",
)  # fmt: skip


def keep_editions_immutable(apps, schema_editor):
    """Install the trigger for guides, for RunPython. It guards the columns that the table has at that migration.

    A translation gets stale once and for good: only a new edition of it is fresh again.
    """
    there = {field.column for field in apps.get_model("guides", "Edition")._meta.concrete_fields}
    refused = [_changed(schema_editor, [column for column in FROZEN if column in there]), LOOSENED, BACKWARDS]
    if "stale_since" in there:
        refused.append(f"(OLD.stale_since IS NOT NULL AND {_changed(schema_editor, ['stale_since'])})")
    _install(schema_editor, "edition", " OR ".join(refused))


def let_editions_change(apps, schema_editor):
    """Take the trigger away, to undo the migration."""
    _remove(schema_editor, "edition")


def keep_collection_editions_immutable(apps, schema_editor):
    """Install the trigger for collections, for RunPython: an edition can end, once, and never begins again."""
    begun_again = f"(OLD.ended_at IS NOT NULL AND {_changed(schema_editor, ['ended_at'])})"
    _install(schema_editor, "collectionedition", f"{_changed(schema_editor, OF_COLLECTIONS)} OR {begun_again}")


def let_collection_editions_change(apps, schema_editor):
    """Take the trigger away, to undo the migration."""
    _remove(schema_editor, "collectionedition")


def _changed(schema_editor, columns):
    operator = "IS NOT" if schema_editor.connection.vendor == "sqlite" else "IS DISTINCT FROM"
    return " OR ".join(f"OLD.{column} {operator} NEW.{column}" for column in columns)


def _install(schema_editor, name, refused):
    """Refuse each change of a row of guides_<name> for which this SQL condition is true."""
    table, trigger = f"guides_{name}", f"guides_{name}_is_immutable"
    _remove(schema_editor, name)
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            f"CREATE TRIGGER {trigger} BEFORE UPDATE ON {table} FOR EACH ROW WHEN {refused} "
            f"BEGIN SELECT RAISE(ABORT, '{name}_is_immutable'); END"
        )
    else:
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN IF {refused} THEN RAISE EXCEPTION '{name}_is_immutable' USING ERRCODE = 'check_violation'; "
            f"END IF; RETURN NEW; END $$"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {trigger} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {trigger}()"
        )


def _remove(schema_editor, name):
    on_table = "" if schema_editor.connection.vendor == "sqlite" else f" ON guides_{name}"
    schema_editor.execute(f"DROP TRIGGER IF EXISTS guides_{name}_is_immutable{on_table}")
