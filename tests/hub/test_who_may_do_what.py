"""Every address and action of the desk, asked for by everybody: by each role, and by those who are not fully signed in.

The addresses are read from the site itself. A new one fails here until the tables below say who may use it.
"""

import re
import time
from itertools import product
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone

from guides import signing, working_copy
from guides.models import BoneRule, FieldComment, Guide, Photo, Submission
from guides.roles import ROLES
from hub.signin import SET_UP
from tests.desk import desk_as, sign_in, signed_in
from tests.factories import (
    make_clinician,
    make_collection,
    make_edition,
    make_equipment,
    make_feedback,
    make_guide,
    make_person,
    make_photo,
    make_source,
)
from tests.rule_desk import proposal

pytestmark = pytest.mark.django_db

# What each role may do with each thing that has pages at the desk.
TO_READ = dict.fromkeys(("edition", "equipment", "source", "bonerule", "collection", "submission"), "view")
TO_READ |= {"guide": "view look export", "collection": "view look", "rulechange": "view"}
AUTHOR = (
    TO_READ
    | {"guide": "view look export add change submit import translate", "collection": "view look add change"}
    | dict.fromkeys(("equipment", "source"), "view add change")
)
REVIEWER = (
    AUTHOR
    | {"guide": f"{AUTHOR['guide']} sign-off withdraw", "feedback": "view answer", "bonerule": "view propose"}
    | {"collection": f"{AUTHOR['collection']} sign-off withdraw"}
)
EVERYTHING = "view add change delete"
MAY = {
    "Author": AUTHOR,
    "Clinical reviewer": REVIEWER,
    "Publisher of last resort": REVIEWER | {"guide": f"{REVIEWER['guide']} alone"},
    "Translator": {"guide": "view translate"},
    "Partner manager": {"guide": "view"},
    "Auditor (read only)": TO_READ | {"logentry": "view", "feedback": "view", "qualification": "view"},
    "superuser": {
        "guide": f"{REVIEWER['guide']} alone delete",
        "feedback": "view answer",
        "qualification": EVERYTHING,
        "submission": "view",
        "equipment": EVERYTHING,
        "source": EVERYTHING,
        "bonerule": "view propose",
        "rulechange": "view",
        "collection": REVIEWER["collection"],
        "edition": "view",
        "logentry": "view",
        "authenticator": "view delete",
        "user": EVERYTHING,
        "group": EVERYTHING,
    },
    "nobody in particular": {},
}

# The actions above a list that each role is offered.
ACTIONS = {
    "Author": {"guide": {"rename"}},
    "Clinical reviewer": {"guide": {"rename", "withdraw"}},
    "Publisher of last resort": {"guide": {"rename", "withdraw"}},
    "Translator": {},
    "Partner manager": {},
    "Auditor (read only)": {},
    "superuser": {"guide": {"rename", "withdraw"}}
    | {model: {"delete_selected"} for model in ("source", "qualification", "user", "group")},
    "nobody in particular": {},
}

# What a page of a model needs, by the end of its name: to look, and to send something.
NEEDS = {
    "changelist": ("view", "view"),
    "history": ("view", "view"),
    "add": ("add", "add"),
    "change": ("view", "change"),
    "delete": ("delete", "delete"),
    "picture": ("view", "view"),
    "password_change": ("change", "change"),
    # The table of bone rules is a page of its own, and rules are changed by proposals
    "bonerule_changelist": ("view", "none"),
    "rulechange_changelist": ("view", "none"),
    "list": ("view", "view"),
    "propose": ("propose", "propose"),
    "propose_new": ("propose", "propose"),
    "remove": ("propose", "propose"),
    "feedback_change": ("view", "none"),  # it is answered by a button that this form does not press
    "submission_change": ("view", "view"),
    "guide_delete": ("delete", "none"),  # it was sent to a second person, which is on record
    # The ways of a guide and of a collection
    "send": ("change", "change"),
    "submit": ("submit", "submit"),
    "translate": ("translate", "translate"),
    "take_back": ("none", "sign-off"),  # or whoever sent it: tests/guides/test_signing_desk.py
    "review": ("look", "sign-off"),
    "publish_alone": ("alone", "alone"),
    "withdraw": ("withdraw", "withdraw"),
    "checked": ("sign-off", "sign-off"),
    "restore": ("change", "change"),
    "revision": ("view", "none"),
    "settle": ("none", "change"),
    # What the form of a guide asks while somebody types, and what it shows
    "derive": ("none", "view"),
    "measure": ("none", "view"),
    "saved": ("none", "none"),  # it says nothing without the work it is asked about
    "preview": ("view", "none"),
    "preview_frame": ("view", "none"),
    "preview_paper": ("view", "none"),
    "radar": ("view", "none"),
    "radar_cell": ("view", "none"),
    # Files
    "import": ("import", "none"),  # this form sends no file
    "import_preview": ("import", "import"),
    "export": ("export", "none"),
    "export_library": ("export", "none"),
    "ledger": ("export", "none"),
    "library_ledger": ("export", "none"),
}
EVERYBODY = {
    "admin:index",
    "admin:jsi18n",
    "admin:login",
    "admin:logout",
    "admin:password_change",
    "admin:password_change_done",
    "account_change_password",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_activate_totp",
    "mfa_authenticate",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
}
# Not there for whoever asks here: no passkey, no recovery codes, nothing to complete or to lead to.
NOT_THERE = {
    "admin:autocomplete",
    "admin:guides_collection_merge",  # the same; tests/guides/test_collections_merging.py has it
    "admin:guides_guide_merge",  # without signed work of one's own; tests/guides/test_signing_desk.py has it
    "admin:view_on_site",
    "mfa_download_recovery_codes",
    "mfa_view_recovery_codes",
}
OWN_PASSKEYS = {"mfa_add_webauthn", "mfa_remove_webauthn"}  # always after showing once more who one is
OTHERS = {"contact_sheet", "admin:app_list"}  # whoever may see guides
TO_LOOK_AT = {
    "account_inactive",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "admin:jsi18n",
    "admin:password_change_done",
    "contact_sheet",
    "mfa_index",
}
ONLY = dict.fromkeys(TO_LOOK_AT, "get") | {"admin:logout": "post"}

# Where people may go who are not signed in.
DOORS = {
    "account_inactive",
    "account_login",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}


@pytest.fixture
def things(media, settings):
    """One of each thing that has pages at the desk, by the name of its model, at a hub with two languages."""
    settings.LANGUAGES = [("en", "English"), ("nl", "Nederlands")]
    guide = make_guide("March")
    Guide.objects.filter(pk=guide.pk).update(edited_by=make_person("Zoe"))
    make_photo(guide)
    edition = make_edition("Sit")
    people = {"submitted_by": make_person("Ben"), "last_editor": make_person("Zoe")}
    submission = Submission.objects.create(
        guide=guide, revision=0, document=signing.public_document(guide, "en"), submitted_at=timezone.now(), **people
    )
    FieldComment.objects.create(
        submission=submission, field="steps", text="Slower.", made_by=make_person("Ben"), made_at=timezone.now()
    )
    working_copy.keep_what_was(guide)
    says = {"verdict": 2, "concern": "on-feet", "reason": "So.", "inference": True, "confidence": "low"}
    rule = BoneRule.objects.create(site="pelvis", requires="weight-bearing", **says)
    admin.models.LogEntry.objects.log_actions(make_person("Zoe").pk, [guide], 2, change_message="Changed.")
    return {
        "guide": guide,
        "edition": edition,
        "feedback": make_feedback(edition),
        "qualification": make_clinician("Bo").qualification,
        "submission": submission,
        "rulechange": proposal(rule, verdict="ok", change="", proposer=make_person("Ben")),
        "equipment": make_equipment("anvil"),
        "source": make_source("lonely"),
        "bonerule": rule,
        "collection": make_collection(),
        "logentry": admin.models.LogEntry.objects.get(),
        "authenticator": Authenticator.objects.get(user__username="zoe"),
        "user": make_person("Target"),
        "group": Group.objects.create(name="Target"),
    }


def names(patterns=None, namespace=""):
    """The names of all addresses under /admin/, with what stands for the parts that vary. The nameless ones are two of
    Django's: the old way to a page of one thing, and everything that is not there."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        if patterns is None and not str(each.pattern).startswith("admin/"):
            continue
        if hasattr(each, "url_patterns"):
            inside = f"{each.namespace}:" if each.namespace else namespace
            yield from names(each.url_patterns, inside)
        elif each.name:
            yield f"{namespace}{each.name}", [*each.pattern.regex.groupindex] or [*each.pattern.converters]


def model_and_page(name):
    """("guide", "change") for admin:guides_guide_change; None for what is no page of a model."""
    for model in admin.site._registry:
        start = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
        if name.startswith(start):
            return model._meta.model_name, name.removeprefix(start)
    return ("user", "password_change") if name == "admin:auth_user_password_change" else None


def pk_of(model, page, things):
    """What `pk` stands for in the address of a page of a guide or collection; elsewhere it is that of a passkey."""
    if model == "collection":
        return things["collection"].pk
    if page in ("withdraw", "checked"):
        return things["edition"].guide_id
    return {
        "": things["authenticator"].pk,
        "restore": things["edition"].pk,
        "settle": FieldComment.objects.get().pk,
        "propose": things["bonerule"].pk,
        "remove": things["bonerule"].pk,
    }.get(page, things["guide"].pk)


def address(name, parts, things):
    """A real address with this name."""
    found = model_and_page(name)
    stands_for = {
        "object_id": things[found[0] if found else "equipment"].pk,
        "id": things["user"].pk,
        "pk": pk_of(*(found or ("", "")), things),
        "number": 0,
        "language": "nl",
        "content_type_id": ContentType.objects.get_for_model(things["equipment"]).pk,
        "app_label": "guides",
        "uidb36": "1",
        "key": "2-3",
        "digest": Photo.objects.get().digest,
        "width": "480",
        "ending": "jpg",
    }
    return reverse(name, kwargs={part: stands_for[part] for part in parts})


# Sessions and the count of failed tries are written by every request.
WRITES = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "(?!django_session|desk_cache)')
FORM = {"post": "yes", "confirmed": "yes", "reason": "Tried.", "slug": "tried", "username": "tried", "name": "tried"}


def ask(client, method, address, **fields):
    """The answer to one request, and whether it wrote anything; afterwards all is as it was."""
    cookies = client.cookies.copy()
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        response = client.get(address) if method == "get" else client.post(address, FORM | fields)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response, any(WRITES.match(query["sql"]) for query in queries)


def client_of(role):
    if role == "superuser":
        return signed_in(make_person("Root", is_superuser=True))
    return signed_in(make_person("Nobody")) if role == "nobody in particular" else desk_as(role, "Ada")


def needs_of(model, page):
    return NEEDS.get(f"{model}_{page}") or NEEDS[page]


def may(role, name, method):
    """What the tables say about a role and an address."""
    if name in NOT_THERE or ONLY.get(name, method) != method:
        return False
    if name in EVERYBODY | OWN_PASSKEYS:
        return True
    if name in OTHERS:
        return "view" in MAY[role].get("guide", "")
    model, page = model_and_page(name)
    return needs_of(model, page)[method == "post"] in MAY[role].get(model, "").split()


def test_tables_name_every_role():
    assert [*MAY] == [*ACTIONS] == [*ROLES, "superuser", "nobody in particular"]


def test_tables_name_every_address(things):
    known = EVERYBODY | NOT_THERE | OWN_PASSKEYS | OTHERS
    strange = [
        name
        for name, _ in names()
        if name not in known and not ((found := model_and_page(name)) and found[0] in things and found[1] in NEEDS)
    ]
    assert strange == []


@pytest.mark.parametrize("role", MAY)
@pytest.mark.parametrize("method", ["get", "post"])
def test_role_gets_what_the_table_says_and_nothing_else(things, role, method):
    client = client_of(role)
    seen, expected, changes = {}, {}, []
    for name, parts in names():
        response, changed = ask(client, method, address(name, parts, things))
        seen[name] = "let in" if response.status_code in (200, 302) else "refused"
        expected[name] = "let in" if may(role, name, method) else "refused"
        if changed and not (method == "post" and may(role, name, method)):
            changes.append(name)
    assert seen == expected
    assert changes == []


def actions_of(role, model):
    request = HttpRequest()
    request.user = User.objects.get(username={"superuser": "root", "nobody in particular": "nobody"}.get(role, "ada"))
    request.GET = {}
    return set(admin.site._registry[model].get_actions(request))


@pytest.mark.parametrize("role", MAY)
def test_role_is_offered_the_actions_of_the_table(role):
    client_of(role)
    offered = {model._meta.model_name: actions_of(role, model) for model in admin.site._registry}
    viewed = {model: actions for model, actions in offered.items() if "view" in MAY[role].get(model, "")}
    assert {model: actions for model, actions in viewed.items() if actions} == ACTIONS[role]


@pytest.mark.parametrize("role", MAY)
def test_action_sent_by_hand_works_for_whom_it_is_offered_and_for_nobody_else(things, role):
    client = client_of(role)
    every = {(model, action) for actions in ACTIONS.values() for model, names in actions.items() for action in names}
    every |= {(model, "delete_selected") for model in things}
    done = {}
    for model, action in sorted(every):
        list_of_it = reverse(f"admin:{things[model]._meta.app_label}_{model}_changelist")
        chosen = things["edition"].guide if action == "withdraw" else things[model]
        done[model, action] = ask(client, "post", list_of_it, action=action, _selected_action=[chosen.pk])[1]
    offered = {(model, action) for model, actions in ACTIONS[role].items() for action in actions}
    assert {each for each, changed in done.items() if changed} == offered


# Those who are not fully signed in


def anonymous():
    return Client()


def with_the_password_alone():
    return sign_in(Client(), make_person("Ada", is_superuser=True), methods=["password"])


def with_a_session_and_no_proof_at_all():
    client = Client()
    client.force_login(make_person("Ada", is_superuser=True))
    return client


def with_the_proof_of_somebody_else():
    client = sign_in(Client(), make_person("Bo"))
    kept = {key: value for key, value in client.session.items() if not key.startswith("_auth_user")}
    client.force_login(make_person("Ada", is_superuser=True))
    session = client.session
    session.update(kept)
    session.save()
    return client


def without_being_staff():
    return signed_in(make_person("Eve", is_staff=False, is_superuser=True))


def twelve_hours_after_signing_in():
    return sign_in(Client(), make_person("Ada", is_superuser=True), at=time.time() - 12 * 3600 - 1)


OUTSIDE = [
    anonymous,
    with_the_password_alone,
    with_a_session_and_no_proof_at_all,
    with_the_proof_of_somebody_else,
    without_being_staff,
    twelve_hours_after_signing_in,
]


@pytest.mark.parametrize("who", OUTSIDE)
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_acts_without_both_factors(things, who, method):
    client = who()
    strayed, changes = {}, []
    for name, parts in names():
        if name in DOORS:
            continue
        response, changed = ask(client, method, address(name, parts, things))
        to = urlsplit(response.get("Location", "")).path
        if (response.status_code, to) not in [(302, "/admin/login/"), (302, "/admin/account/login/")]:
            strayed[name] = (response.status_code, to)
        if changed:
            changes.append(name)
    # Two lead on to addresses that ask for themselves.
    led_on = {"admin:logout": (302, "/admin/"), "admin:password_change": (302, "/admin/account/password/")}
    assert {name: found for name, found in strayed.items() if led_on.get(name) != found} == {}
    assert changes == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_account_without_a_second_factor_can_only_set_one_up(things, method):
    person = make_person("Ada", is_superuser=True)
    Authenticator.objects.filter(user=person).delete()
    client = sign_in(Client(), person, methods=["password"])
    strayed, changes = {}, []
    for name, parts in names():
        response, changed = ask(client, method, address(name, parts, things))
        to = urlsplit(response.get("Location", "")).path
        if (response.status_code, to) != (302, "/admin/account/"):
            strayed[name] = response.status_code
        if changed:
            changes.append(name)
    assert {name for name in strayed if name not in SET_UP} == set()
    assert changes == []


def test_account_without_a_second_factor_gets_no_answer_for_scripts_either(things):
    person = make_person("Ada", is_superuser=True)
    Authenticator.objects.filter(user=person).delete()
    client = sign_in(Client(), person, methods=["password"])
    methods = ["get", "post", "put", "delete", "patch", "options"]
    for method, path in product(methods, ["/admin/", "/admin/autocomplete/"]):
        response = getattr(client, method)(path, headers={"Accept": "application/json"})
        assert (response.status_code, response["Location"], response.content) == (302, "/admin/account/", b"")
