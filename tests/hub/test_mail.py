import pytest
from django.core.exceptions import ImproperlyConfigured

from hub.mail import mail_settings


def test_address_of_a_mail_server_is_read_with_user_password_and_port():
    said = mail_settings("smtp://desk%40example.org:p%40ss@mail.example.org:2525")
    assert said == {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "mail.example.org",
        "EMAIL_PORT": 2525,
        "EMAIL_HOST_USER": "desk@example.org",
        "EMAIL_HOST_PASSWORD": "p@ss",
        "EMAIL_USE_TLS": True,
        "EMAIL_USE_SSL": False,
        "EMAIL_TIMEOUT": 10,
    }


@pytest.mark.parametrize(("scheme", "port", "tls", "ssl"), [("smtp", 587, True, False), ("smtps", 465, False, True)])
def test_mail_is_encrypted_either_way(scheme, port, tls, ssl):
    said = mail_settings(f"{scheme}://mail.example.org")
    assert (said["EMAIL_PORT"], said["EMAIL_USE_TLS"], said["EMAIL_USE_SSL"]) == (port, tls, ssl)


@pytest.mark.parametrize(
    "nonsense", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://host:many", "smtp+plain://host"]
)
def test_address_that_cannot_be_read_stops_the_start(nonsense):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL must look like smtp://"):
        mail_settings(nonsense)
