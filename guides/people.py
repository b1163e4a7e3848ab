"""How a person at the desk is called."""


def name_of(person):
    """The full name of an account; the user name where nobody entered one. `str(person)` gives it too, everywhere: in
    our own pages and mails, and in Django's lists, choices and histories (guides.apps)."""
    return person.get_full_name() or person.get_username()
