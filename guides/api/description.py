"""The interface for programs, described as OpenAPI 3.1. The page for people is made from the same description."""

from django.conf import settings
from django.utils.translation import gettext as _

from guides.filters import BONE_ANSWERS, LONGEST_QUERY
from guides.terms import BoneSite, Kind, Level, Position, Rating

TEXT = {"type": "string"}
WHOLE = {"type": "integer"}
FLAG = {"type": "boolean"}
DAY = {"type": "string", "format": "date"}
WEB_ADDRESS = {"type": "string", "format": "uri"}
RATINGS = [rating.name.lower() for rating in Rating]


def description(kit):
    """The whole description as plain JSON. Its enumerations are the hub's own lists of words; `kit` is the slugs of the
    equipment that the library knows today."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _("Physical Activity Resource Hub: guides"),
            "version": "1",
            "description": _(
                "Exercise guides for people with advanced breast cancer, read-only. Bones that nobody checked are "
                "rated “ask”. It filters on tags that clinicians set; it never recommends, scores or predicts. "
                "Show the stop signs wherever you show an exercise."
            ),
            "license": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        },
        "servers": [{"url": settings.PUBLIC_URL}],
        "paths": {
            "/api/v1/guides/": _path(
                _("The guides that fit"),
                _list_parameters(kit),
                {"200": _answer(_("The guides in the order of the list"), "Guides")} | _problems(400, 404),
            ),
            "/api/v1/guides/{slug}/": _path(
                _("One guide"),
                [_slug()],
                {"200": _answer(_("The guide"), "Guide"), "301": {"description": _("It has another address now")}}
                | _problems(404, 410),
            ),
            "/api/v1/collections/{slug}/": _path(
                _("One collection"),
                [_slug()],
                {"200": _answer(_("The collection with its guides, the first first"), "Collection")} | _problems(404),
            ),
            "/api/v1/editions/": _path(
                _("Which edition of each guide counts now"), [], {"200": _answer(_("All of them"), "Editions")}
            ),
            "/api/v1/changes/": _path(
                _("What changed since a content version"),
                [
                    _query(
                        "since",
                        WHOLE | {"minimum": 0, "maximum": 10**18 - 1, "default": 0},
                        _("From an earlier answer"),
                    )
                ],
                {"200": _answer(_("The changes, the earliest first"), "Changes")} | _problems(400),
            ),
        },
        "components": {"schemas": _schemas()},
    }


def _path(summary, parameters, responses):
    kept = {"304": {"description": _("Nothing changed since the ETag you sent")}}
    return {"get": {"summary": summary, "parameters": parameters, "responses": responses | kept}}


def _answer(words, schema):
    return {
        "description": words,
        "headers": {"ETag": {"schema": TEXT}},
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }


def _problems(*statuses):
    words = {
        400: _("The address cannot be read, so nothing is listed"),
        404: _("There is none"),
        410: _("Withdrawn; “detail” is the public reason"),
    }
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {str(status): {"description": words[status], "content": content} for status in statuses}


def _slug():
    return {"name": "slug", "in": "path", "required": True, "schema": TEXT | {"pattern": "^[-a-zA-Z0-9_]+$"}}


def _query(name, schema, words):
    return {"name": name, "in": "query", "description": words, "schema": schema}


def _several(name, values, words, **more):
    schema = {"type": "array", "items": {"enum": list(values)}, **more}
    return _query(name, schema, words) | {"style": "form", "explode": True}


def _list_parameters(kit):
    bones = [value for value, _label in BONE_ANSWERS]
    alone = {"anyOf": [{"maxItems": 1}, {"not": {"contains": {"const": "none"}}}]}
    return [
        _several("level", Level.values, _("Any of these levels of the exercise")),
        _several("kind", Kind.values, _("Any of these kinds")),
        _several("position", Position.values, _("Any of these positions")),
        _several("kit", ["none", *kit], _("What the person has, and only that; “none” for nothing")),
        _query("minutes", WHOLE | {"minimum": 1, "maximum": 999}, _("At most so many minutes")),
        _several("bones", bones, _("Where cancer is in the bones: all of them count; “none” stands alone"), **alone),
        _query("q", TEXT | {"maxLength": LONGEST_QUERY, "pattern": r"^[^\u0000]*$"}, _("Words to search for")),
        _query("page", WHOLE | {"minimum": 1, "maximum": 100_000, "default": 1}, _("The page")),
    ]


def _record(**properties):
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list_of(schema):
    return {"type": "array", "items": schema}


def _or_null(schema):
    return {"anyOf": [schema, {"type": "null"}]}


def _schemas():
    rating = _record(rating={"enum": RATINGS}, change=TEXT, reasons=_list_of(TEXT))
    in_list = {
        "slug": TEXT,
        "number": WHOLE,
        "language": TEXT,
        "url": WEB_ADDRESS,
        "title": TEXT,
        "summary": TEXT,
        "kind": {"enum": Kind.values},
        "level": {"enum": Level.values},
        "positions": _list_of({"enum": Position.values}),
        "kit": _list_of(_list_of(_record(slug=TEXT, name=TEXT, substitutes=TEXT)))
        | {"description": _("All of the outer list are needed, any one of each inner list")},
        "minutes": WHOLE,
        "bones": _record(**dict.fromkeys(BoneSite.values, rating)),
        "rating": _or_null(_record(rating={"enum": RATINGS}, words=_list_of(TEXT)))
        | {"description": _("The strictest for the bones that were asked for")},
        "edition": WHOLE,
        "published_on": DAY,
        "review_on": DAY,
        "is_demonstration": FLAG | {"description": _("Example content that no clinician has signed. Say so.")},
        "is_waiting_for_second_check": FLAG,
    }
    step = _record(action=TEXT, tip=TEXT)
    picture = _record(words=TEXT, address=TEXT, width=_or_null(WHOLE), height=_or_null(WHOLE))
    photo = _record(address=TEXT, words=TEXT, width=WHOLE, height=WHOLE, credit=TEXT, licence=TEXT)
    dose = _record(
        sets=WHOLE,
        repetitions=_or_null(WHOLE),
        seconds=_or_null(WHOLE),
        rest_seconds=_or_null(WHOLE),
        days_a_week=_or_null(WHOLE),
        effort=TEXT,
        first_week=TEXT,
        build_up=TEXT,
        tired_day=TEXT,
    )
    lines = dict.fromkeys(("not_for", "set_up", "tips", "easier_words", "harder_words", "stop_signs"), _list_of(TEXT))
    more = {
        "dose": dose,
        "movements": _list_of(TEXT),
        "columns": _list_of(TEXT),
        "what": TEXT,
        "why": TEXT,
        "for_whom": TEXT,
        **lines,
        "steps": _list_of(step),
        "watch_for": _list_of(_record(when=TEXT, do=TEXT)),
        "pictures": _list_of(picture),
        "film": TEXT,
        "photos": _list_of(photo) | {"description": _("They take the place of the pictures. Name credit and licence.")},
        "easier": _list_of(TEXT),
        "harder": _list_of(TEXT),
        "sources": _list_of(_record(citation=TEXT, link=TEXT)),
        "signed_on": _or_null(DAY),
        "checked_by": _or_null(TEXT),
    }
    change = _record(
        slug=TEXT, edition=WHOLE, state={"enum": ["live", "withdrawn"]}, reason=TEXT, content_version=WHOLE
    )
    return {
        "GuideInList": _record(**in_list),
        "Guide": _record(**in_list, **more),
        "Guides": _record(
            count=WHOLE,
            previous=_or_null(WEB_ADDRESS),
            next=_or_null(WEB_ADDRESS),
            guides=_list_of({"$ref": "#/components/schemas/GuideInList"}),
        ),
        "Collection": _record(
            slug=TEXT,
            language=TEXT,
            url=WEB_ADDRESS,
            title=TEXT,
            words=TEXT,
            guides=_list_of(TEXT)
            | {"description": _("For somebody who said nothing about bones: leave out what is rated “ask”")},
            is_demonstration=FLAG,
        ),
        "Editions": _record(
            live={"type": "object", "additionalProperties": WHOLE},
            overdue=_list_of(TEXT),
            withdrawn={"type": "object", "additionalProperties": TEXT},
        ),
        "Changes": _record(content_version=WHOLE, changes=_list_of(change)),
        "Problem": {
            "type": "object",
            "properties": {"type": TEXT, "title": TEXT, "status": WHOLE, "detail": TEXT, "withdrawn_on": DAY},
            "required": ["type", "title", "status"],
        },
    }
