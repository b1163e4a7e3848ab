from django.apps import AppConfig
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from guides.people import name_of


class GuidesConfig(AppConfig):
    name = "guides"
    verbose_name = _("The library")

    def ready(self):
        # Django writes a person as str(), which is the user name. Its lists, choices and histories at the desk offer no
        # other place to say otherwise, short of a user model of one's own, which cannot be brought in later.
        get_user_model().__str__ = name_of
