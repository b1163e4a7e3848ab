"""Clients that are signed in at the desk with both factors, as real people are."""

import time

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY as WHOSE
from allauth.account.internal.userkit import user_id_to_str
from django.contrib.auth.models import Group, Permission
from django.test import Client

from guides.roles import set_roles
from hub.signin import SEEN_AT
from tests.factories import give_second_factor, make_person


def sign_in(client, person, *, methods=("password", "mfa"), at=None):
    """Sign a person in at a client; with both factors and just now, unless the test says otherwise."""
    client.force_login(person)
    session = client.session
    at = time.time() if at is None else at
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": method, "at": at} for method in methods]
    session[WHOSE] = user_id_to_str(person)
    session[SEEN_AT] = at
    session.save()
    return client


def signed_in(person):
    """A client of one's own, signed in with both factors. Staff from elsewhere than `make_person` get a second one."""
    give_second_factor(person)
    return sign_in(Client(), person)


def desk_of(name, *, without=()):
    """A client signed in as a clinician, who may view, add and change everything of the guides but delete nothing."""
    person = make_person(name)
    rights = Permission.objects.filter(content_type__app_label="guides").exclude(codename__startswith="delete_")
    person.user_permissions.set(rights.exclude(codename__in=without))
    return signed_in(person)


def desk_as(role, name="Ada", **fields):
    """A client signed in as somebody with one of the desk's roles and no other rights."""
    set_roles()  # a test with a database of its own may have emptied the tables
    person = make_person(name, **fields)
    person.groups.set([Group.objects.get(name=role)])
    return signed_in(person)
