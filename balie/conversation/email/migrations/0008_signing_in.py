import django.db.models.deletion
from django.db import migrations, models

import balie.access.permissions.encryption


def text(length: int) -> models.CharField:
    return models.CharField(blank=True, default="", max_length=length)


def secret() -> balie.access.permissions.encryption.EncryptedTextField:
    return balie.access.permissions.encryption.EncryptedTextField(blank=True, default="")


FIELDS = {
    "category": models.ForeignKey(
        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="taxonomy.category"
    ),
    "dkim_selector": text(63),
    "keeps_copies": models.BooleanField(default=False),
    "sent_folder": text(120),
    "sign_in": models.CharField(
        choices=[
            ("password", "with a password"),
            ("microsoft", "at Microsoft 365"),
            ("google", "at Google"),
            ("other", "at another service (OAuth 2.0)"),
        ],
        default="password",
        max_length=9,
    ),
    "client_id": text(200),
    "client_secret": secret(),
    "authorize_url": text(300),
    "token_url": text(300),
    "scope": text(300),
    "refresh_token": secret(),
    "access_token": secret(),
    "access_ends_at": models.DateTimeField(blank=True, null=True),
}


class Migration(migrations.Migration):
    """How a mailbox signs in, where copies go, what its mail is about."""

    dependencies = [("taxonomy", "0001_initial"), ("email", "0007_automatic_mail")]

    operations = [migrations.AddField("mailbox", name, field) for name, field in FIELDS.items()]
