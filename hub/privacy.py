"""Keeps visitors' choices and words out of the logs: what a person told the hub about their body is in the query
string, and PostgreSQL quotes the row that it refuses, which can be a message about a guide."""

import logging
import re

# To the end of the word, or in a request line to its protocol: a broken client may send an address with spaces.
QUERY = re.compile(r"(?:\?|%3F)(?:[^\n]*?(?= HTTP/\d)|\S+)", re.IGNORECASE)
DUMPS = re.compile(r"<(?:QueryDict|MultiValueDict): .*?}>|(?<=QUERY_STRING)(['\"]?\s*[:=]\s*)(['\"]).*?\2", re.DOTALL)
# As PostgreSQL says it in English. guides.feedback.receive leaves out the whole error, in every language.
REFUSED_ROW = re.compile(r"(?<=Failing row contains )\(.*?\)\.(?=\s*$)", re.DOTALL | re.MULTILINE)
OURS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


def without_query(text):
    """The text with every query string left out, also percent-encoded ones and printed QueryDicts, and with the rows
    that PostgreSQL refused."""
    return QUERY.sub("", DUMPS.sub("", REFUSED_ROW.sub("…", text)))


class LeaveOutQueryString(logging.Filter):
    """For every handler. It lets each record through, but rewritten: the message, the traceback, the extra fields."""

    def filter(self, record):
        record.msg, record.args = without_query(message_of(record)), ()
        if record.exc_info and record.exc_info[0]:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = without_query(record.exc_text)
        if record.stack_info:
            record.stack_info = without_query(record.stack_info)
        clean_extras(record)
        return True


def message_of(record):
    """The message with its arguments. One that cannot be put together goes without them: they may hold anything."""
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        return str(record.msg)


def clean_extras(record):
    """A handler may print any extra field, so texts are cleaned and whole requests removed."""
    for name in set(vars(record)) - OURS:
        value = getattr(record, name)
        if isinstance(value, str):
            setattr(record, name, without_query(value))
        elif not isinstance(value, int | float | None):
            delattr(record, name)
