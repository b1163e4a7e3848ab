"""What only administrators and auditors see at the desk: second factors, and the record of what was done."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.admin.models import LogEntry

admin.site.unregister([Authenticator, EmailAddress])


PERSON = ["user__username", "user__first_name", "user__last_name"]


class ToRead(admin.ModelAdmin):
    """Nothing is added or changed by hand."""

    actions = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Authenticator)
class AuthenticatorAdmin(ToRead):
    """Somebody lost their phone: an administrator deletes what they have, and they set up another. The secret inside is
    shown to nobody."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    list_select_related = ["user"]
    search_fields = PERSON
    fields = ["user", "type", "created_at", "last_used_at"]


@admin.register(LogEntry)
class LogEntryAdmin(ToRead):
    list_display = ["action_time", "user", "content_type", "object_repr", "action_flag", "get_change_message"]
    list_filter = ["action_flag", "content_type"]
    list_select_related = ["user", "content_type"]
    search_fields = ["object_repr", *PERSON]
    fields = ["action_time", "user", "content_type", "object_repr", "action_flag", "get_change_message"]

    def has_delete_permission(self, request, obj=None):
        return False
