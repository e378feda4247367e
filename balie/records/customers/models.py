"""The customer file: persons and organisations, how to reach and address them, what they have."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Team, User
from balie.access.permissions.encryption import EncryptedTextField
from balie.access.permissions.levels import Level, Protected, ProtectedQuerySet
from balie.foundation.text.models import LANGUAGE_CHOICES
from balie.records.taxonomy.models import CustomerType


class CustomerQuerySet(ProtectedQuerySet["Customer"]):
    view_verb = "customers.view"

    def current(self) -> CustomerQuerySet:
        """Without the files that were merged into another."""
        return self.filter(merged_into=None)


class Customer(Protected):
    """A person or an organisation; may still be a prospect. `is_incomplete`: made in haste, somebody still has to complete it."""

    KIND_DIGIT: ClassVar[int] = 1

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        ORGANISATION = "organisation", _("organisation")

    class Salutation(models.TextChoices):
        MR = "mr", _("Mr")
        MRS = "mrs", _("Ms")
        NEUTRAL = "neutral", _("neutral")

    class Address(models.TextChoices):
        FORMAL = "formal", _("formal")
        INFORMAL = "informal", _("informal")

    class Style(models.TextChoices):
        PLAIN = "plain", _("plain")
        EXPERT = "expert", _("expert")

    class Channel(models.TextChoices):
        NONE = "", _("no preference")
        PHONE = "phone", _("telephone")
        MAIL = "mail", _("mail")
        CHAT = "chat", _("chat")
        LETTER = "letter", _("letter")

    number = models.BigIntegerField(unique=True)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.PERSON)
    given_name = models.CharField(max_length=80, blank=True, default="")
    family_name = models.CharField(max_length=80, blank=True, default="")
    organisation_name = models.CharField(max_length=160, blank=True, default="")
    sort_key = models.CharField(max_length=200)
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES, default="nl")
    salutation = models.CharField(max_length=8, choices=Salutation, default=Salutation.NEUTRAL)
    form_of_address = models.CharField(max_length=8, choices=Address, default=Address.FORMAL)
    style = models.CharField(max_length=8, choices=Style, default=Style.PLAIN)
    preferred_channel = models.CharField(max_length=8, choices=Channel, default=Channel.NONE, blank=True)
    special_needs = models.CharField(max_length=300, blank=True, default="")
    customer_type = models.ForeignKey(CustomerType, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    account_manager = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    born_on = models.DateField(null=True, blank=True)
    vat_number = models.CharField(max_length=20, blank=True, default="")
    national_number = EncryptedTextField(blank=True, default="")
    iban = EncryptedTextField(blank=True, default="")
    is_prospect = models.BooleanField(default=False)
    is_incomplete = models.BooleanField(default=False, db_default=False)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[CustomerQuerySet] = CustomerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["sort_key", "id"], condition=Q(merged_into=None), name="customer_by_name"),
            models.Index(fields=["-changed_at", "-id"], condition=Q(merged_into=None), name="customer_by_change"),
            models.Index(fields=["account_manager", "sort_key", "id"], condition=Q(merged_into=None), name="customer_by_manager"),
            models.Index(fields=["customer_type", "sort_key", "id"], condition=Q(merged_into=None), name="customer_by_type"),
            models.Index(fields=["sort_key", "id"], condition=Q(merged_into=None, is_incomplete=True), name="customer_incomplete"),
            models.Index(fields=["vat_number"], condition=~Q(vat_number=""), name="customer_by_vat"),
            GinIndex(OpClass("sort_key", name="gin_trgm_ops"), name="customer_name_pieces"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="person") & ~Q(given_name="", family_name="")) | (Q(kind="organisation") & ~Q(organisation_name="")),
                name="customer_has_a_name",
            )
        ]

    @property
    def name(self) -> str:
        """As in a list: family name first, organisations by their name."""
        if self.kind == self.Kind.ORGANISATION:
            return self.organisation_name
        return ", ".join(part for part in (self.family_name, self.given_name) if part)

    @property
    def spoken_name(self) -> str:
        """As said or written to: given name first."""
        if self.kind == self.Kind.ORGANISATION:
            return self.organisation_name
        return " ".join(part for part in (self.given_name, self.family_name) if part)


class Phone(models.Model):
    """`number` is E.164 with the plus; shown nationally at home."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="phones")
    number = models.CharField(max_length=16, db_index=True)
    note = models.CharField(max_length=60, blank=True, default="")
    is_primary = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "number"], name="phone_once_a_customer")]


class MailAddress(models.Model):
    """`address` is lower case. `failing_since` is when mail first came back from it, `failing_reason` why it last did."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="mail_addresses")
    address = models.CharField(max_length=254, db_index=True)
    is_primary = models.BooleanField(default=False)
    failing_since = models.DateTimeField(null=True, blank=True)
    failing_reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "address"], name="mail_address_once_a_customer")]


class PostalAddress(models.Model):
    class Kind(models.TextChoices):
        HOME = "home", _("home")
        SUPPLY = "supply", _("supply point")
        INVOICE = "invoice", _("invoices")
        DELIVERY = "delivery", _("deliveries")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="postal_addresses")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.HOME)
    street = models.CharField(max_length=120)
    house_number = models.CharField(max_length=12)
    box = models.CharField(max_length=12, blank=True, default="")
    postcode = models.CharField(max_length=12)
    city = models.CharField(max_length=80)
    country = models.CharField(max_length=2, default="BE")
    is_primary = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["postcode", "house_number"], name="address_by_postcode")]


class Relation(models.Model):
    """A person's role at an organisation: contact person, decides, pays, works there …"""

    class Role(models.TextChoices):
        CONTACT_PERSON = "contact", _("contact person")
        EMPLOYEE = "employee", _("employee")
        INVOICES = "invoices", _("handles the invoices")
        DECIDES = "decides", _("decides")
        FAMILY = "family", _("family")
        REPRESENTS = "represents", _("represents")

    person = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="roles")
    organisation = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="people")
    role = models.CharField(max_length=12, choices=Role, default=Role.CONTACT_PERSON)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "organisation", "role"], name="relation_once"),
            models.CheckConstraint(condition=~Q(person=models.F("organisation")), name="relation_not_with_itself"),
        ]


class Holding(models.Model):
    """What the customer has: an installed product or a running service, with its serial or meter number."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="holdings")
    name = models.CharField(max_length=120)
    serial_number = models.CharField(max_length=60, blank=True, default="")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True, default="")


class Consent(models.Model):
    """What the customer allowed or refused, when and how; the newest of a purpose holds."""

    class Purpose(models.TextChoices):
        MARKETING_MAIL = "marketing_mail", _("offers by mail")
        MARKETING_PHONE = "marketing_phone", _("offers by telephone")
        RECORDING = "recording", _("recording of calls")
        SATISFACTION = "satisfaction", _("satisfaction survey")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose)
    is_given = models.BooleanField()
    how = models.CharField(max_length=120, blank=True, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")


class CustomerNote(models.Model):
    """Something colleagues must know of this customer."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")


class LevelChange(models.Model):
    """How closed the file became, for which team, and why: the reason stands here, since the audit log keeps no text."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="level_changes")
    level = models.PositiveSmallIntegerField(choices=Level)
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")


class Reveal(models.Model):
    """Who read a secret field as a whole, when and why: the reason stands here, since the audit log keeps no text."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="reveals")
    field = models.CharField(max_length=20)
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")


class CustomerMerge(models.Model):
    """The file `merged` went up in `kept`, until they are taken apart. Doubles stay with the closed file.

    `take` are the fields whose value of the merged file was wanted. `moved` are the ids of the rows that went along, by model; `relations` the (person, organisation, role) that were `gone` and `made`
    instead. `before` and `after` are the columns of the kept file as the merge found and left them, as JSON.
    """

    kept = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="merges")
    merged = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="merged_by")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    take = models.JSONField(default=list)
    moved = models.JSONField(default=dict)
    primary = models.JSONField(default=dict)
    relations = models.JSONField(default=dict)
    before = EncryptedTextField(blank=True, default="")
    after = EncryptedTextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merged"], condition=Q(undone_at=None), name="customer_merge_stands_once")]
