"""The database trigger that keeps the record of the bone rules, on SQLite and PostgreSQL.

What was proposed never changes, and nothing does once it is decided: not who proposed it either, or one person could
approve alone by putting another name to it. SQLite drops a table's triggers when Django rebuilds the table: a migration
that alters RuleChange ends with `keep_rule_record` again, and tests/guides/test_rule_changes.py fails when that was
forgotten. The link to the rule is free, because a removed rule takes it away.
"""

PROPOSED = ("site", "requires", "before", "after", "note", "proposed_by_id", "proposed_at")
DECIDED = ("state", "decided_by_id", "decided_at", "answer", "is_demonstration")
MESSAGE = "rule_change_is_on_record"


def _changed(columns, operator, kind=""):
    # PostgreSQL cannot compare every kind of JSON document, but it can compare their text.
    return " OR ".join(f"OLD.{column}{kind} {operator} NEW.{column}{kind}" for column in columns)


def keep_rule_record(apps, schema_editor):
    """Install the trigger, for RunPython."""
    if schema_editor.connection.vendor == "sqlite":
        decided = f"(OLD.state <> 'waiting' AND ({_changed(DECIDED, 'IS NOT')}))"
        schema_editor.execute("DROP TRIGGER IF EXISTS guides_rule_change_is_on_record")
        schema_editor.execute(
            f"CREATE TRIGGER guides_rule_change_is_on_record BEFORE UPDATE ON guides_rulechange FOR EACH ROW "
            f"WHEN {_changed(PROPOSED, 'IS NOT')} OR {decided} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )
    else:
        decided = f"(OLD.state <> 'waiting' AND ({_changed(DECIDED, 'IS DISTINCT FROM')}))"
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION guides_rule_change_is_on_record() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN IF {_changed(PROPOSED, 'IS DISTINCT FROM', '::text')} OR {decided} THEN "
            f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$"
        )
        schema_editor.execute("DROP TRIGGER IF EXISTS guides_rule_change_is_on_record ON guides_rulechange")
        schema_editor.execute(
            "CREATE TRIGGER guides_rule_change_is_on_record BEFORE UPDATE ON guides_rulechange "
            "FOR EACH ROW EXECUTE FUNCTION guides_rule_change_is_on_record()"
        )


def let_rule_record_change(apps, schema_editor):
    """Take the trigger away, to undo the migration."""
    on_table = "" if schema_editor.connection.vendor == "sqlite" else " ON guides_rulechange"
    schema_editor.execute(f"DROP TRIGGER IF EXISTS guides_rule_change_is_on_record{on_table}")
