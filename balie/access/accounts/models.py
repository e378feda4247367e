"""Who works here: users, their teams, roles, skills and languages; single-use links and API tokens."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from balie.foundation.text.labels import LabelField
from balie.foundation.text.models import LANGUAGE_CHOICES


class Role(models.Model):
    """A set of verbs (`tickets.reply`). The organisation may change which; the keys stay."""

    key = models.SlugField(max_length=40, unique=True)
    name = LabelField()
    verbs = ArrayField(models.CharField(max_length=60), default=list)


class Team(models.Model):
    """People who share a queue and tickets. `default_level` is what new records of the team start with."""

    key = models.SlugField(max_length=40, unique=True)
    name = LabelField()
    default_level = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)


class Skill(models.Model):
    """What one must be good at for some contacts ("meters", "invoices")."""

    key = models.SlugField(max_length=40, unique=True)
    name = LabelField()


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """A person, or a service account, who signs in.

    `granted`, `team_ids` and `lead_team_ids` repeat roles and memberships so that a page needs one query
    for its viewer; only `actions` of this app write them.
    """

    class Theme(models.TextChoices):
        AUTO = "auto", _("as the computer")
        LIGHT = "light", _("light")
        DARK = "dark", _("dark")

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True, default="")
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES, default="nl")
    spoken_languages = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.AUTO)
    preferences = models.JSONField(default=dict, blank=True)
    is_active = models.BooleanField(default=True)
    is_service = models.BooleanField(default=False)
    joined_at = models.DateTimeField()
    roles = models.ManyToManyField(Role, related_name="users", blank=True)
    teams = models.ManyToManyField(Team, through="Membership", related_name="users")
    granted = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    team_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    lead_team_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("username"), name="user_unique_username")]

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def sight(self) -> tuple[object, ...]:
        """All that decides what the user may see, for queries prepared once for everybody who sees the same."""
        return (self.pk, self.is_active, tuple(self.granted), tuple(self.team_ids), tuple(self.lead_team_ids))

    def has(self, verb: str) -> bool:
        """Whether one of the roles holds `verb`; what else it takes is `permissions.ensure_may`'s."""
        return self.is_active and verb in self.granted


class Membership(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    is_lead = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "team"], name="membership_unique")]


class UserSkill(models.Model):
    """A skill of a user, from 1 (beginner) to 5 (teaches it)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="users")
    level = models.PositiveSmallIntegerField(default=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "skill"], name="user_skill_unique"),
            models.CheckConstraint(condition=models.Q(level__range=(1, 5)), name="user_skill_level_1_to_5"),
        ]


class SingleUseLink(models.Model):
    """A link that works once, for a while; only the hash of its secret is kept."""

    class Purpose(models.TextChoices):
        INVITATION = "invitation", _("invitation")
        RESET = "reset", _("new password")
        FIRST_ADMINISTRATOR = "first_administrator", _("first administrator")

    purpose = models.CharField(max_length=20, choices=Purpose)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="links")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class ApiToken(models.Model):
    """A key to the API in a user's name; only its hash is kept, the first characters tell it apart."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class OperatorRequest(HttpRequest):
    """A request of somebody who is signed in: what every view below the sign-in gets."""

    user: User
    request_id: str

    def __init__(self, *args: Any) -> None:
        raise TypeError("only for annotations")
