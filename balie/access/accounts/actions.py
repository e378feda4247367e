"""Verbs on accounts. They announce; the audit log, a ring-mate above, answers."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.events import AccountChanged, SignedOut, TeamChanged
from balie.access.accounts.models import ApiToken, Membership, Role, SingleUseLink, Skill, Team, User, UserSkill
from balie.access.accounts.rules import LIFETIMES, hash_secret
from balie.foundation.errors import Invalid, NotAllowed, Refusal
from balie.foundation.events import announce
from balie.foundation.live import nudge
from balie.foundation.text.labels import Label


class LinkSpent(Refusal):
    """The link was used, has run out, or never was."""

    code = "link_spent"
    status = 410
    sentence = _("This link has been used or has run out. Ask your administrator for a new one.")


class NameTaken(Invalid):
    code = "name_taken"


def ensure_granted(by: User | None, verb: str) -> None:
    """Raise `NotAllowed` unless `by` holds `verb`; None is Balie itself."""
    if by is not None and not by.has(verb):
        raise NotAllowed()


@transaction.atomic
def invite_user(
    *, username: str, name: str, email: str = "", language: str = "nl", roles: Iterable[str], by: User | None, at: datetime
) -> tuple[User, str]:
    """Make the account and its single-use invitation link; the secret is given once, here."""
    ensure_granted(by, "accounts.manage")
    if User.objects.filter(username__iexact=username).exists():
        raise NameTaken(field="username", reason=_("Somebody already signs in as {name}.").format(name=username))
    user = User(username=username, name=name, email=email, language=language, joined_at=at)
    user.set_unusable_password()
    user.save()
    set_roles(user, roles, by=by, at=at)
    _announce("accounts.invited", user, by=by, at=at)
    return user, make_link(SingleUseLink.Purpose.INVITATION, user=user, at=at)


def make_link(purpose: SingleUseLink.Purpose, *, user: User | None, at: datetime) -> str:
    """A fresh secret for `purpose`; an older one for the same user stops working."""
    SingleUseLink.objects.filter(purpose=purpose, user=user, used_at=None).update(used_at=at)
    secret = secrets.token_urlsafe(32)
    SingleUseLink.objects.create(
        purpose=purpose, user=user, secret_hash=hash_secret(secret), made_at=at, expires_at=at + LIFETIMES[purpose]
    )
    return secret


@transaction.atomic
def reset_link(user: User, *, by: User | None, at: datetime) -> str:
    """A single-use link to choose a new password, 30 minutes."""
    ensure_granted(by, "accounts.manage")
    _announce("accounts.reset_asked", user, by=by, at=at)
    return make_link(SingleUseLink.Purpose.RESET, user=user, at=at)


def find_link(secret: str, *, at: datetime) -> SingleUseLink:
    """The open link of this secret. Raises `LinkSpent`."""
    link = SingleUseLink.objects.filter(secret_hash=hash_secret(secret), used_at=None, expires_at__gt=at).first()
    if link is None:
        raise LinkSpent()
    return link


@transaction.atomic
def use_link(secret: str, *, at: datetime) -> SingleUseLink:
    """Spend the link: of two who try at once, one wins. Raises `LinkSpent`."""
    link = find_link(secret, at=at)
    if not SingleUseLink.objects.filter(pk=link.pk, used_at=None).update(used_at=at):
        raise LinkSpent()
    return link


@transaction.atomic
def choose_password(secret: str, *, password: str, at: datetime) -> User:
    """Spend an invitation or reset link on a new password; every session of the account ends."""
    link = use_link(secret, at=at)
    if link.user is None:
        raise LinkSpent()
    set_password(link.user, password, by=link.user, at=at)
    return link.user


def set_password(user: User, password: str, *, by: User | None, at: datetime) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(field="password", reason=" ".join(error.messages)) from error
    user.set_password(password)
    user.save(update_fields=["password"])
    _announce("accounts.password_set", user, by=by, at=at)
    end_sessions(user, at=at)


def end_sessions(user: User, *, at: datetime) -> None:
    """Open pages and streams notice within seconds: the stored sessions go, the streams are told."""
    from allauth.usersessions.models import UserSession
    from django.contrib.sessions.models import Session

    keys = list(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=user).delete()
    nudge(f"session:{user.pk}")
    announce(SignedOut(user_id=user.pk, at=at))


@transaction.atomic
def end_session(user: User, session_id: int, *, at: datetime) -> None:
    """End one of the user's own sessions; another's, or one that has ended, is left alone."""
    from allauth.usersessions.models import UserSession

    session = UserSession.objects.filter(user=user, pk=session_id).first()
    if session is None:
        return
    session.end()
    _announce("accounts.session_ended", user, by=user, at=at)
    nudge(f"session:{user.pk}")
    note_ended_sessions(user.pk, at=at)


@transaction.atomic
def note_ended_sessions(*users: int, at: datetime) -> None:
    """Forget what is kept of sessions of theirs that ended, and announce who is signed in nowhere any more."""
    from allauth.usersessions.models import UserSession
    from django.contrib.sessions.models import Session

    live = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=at)
    UserSession.objects.filter(~Exists(live), user__in=users).delete()
    still = set(UserSession.objects.filter(user__in=users).values_list("user", flat=True))
    for pk in sorted(set(users) - still):
        announce(SignedOut(user_id=pk, at=at))


def note_expired_sessions(*, at: datetime) -> int:
    """Sessions whose time is over end; of how many people."""
    from allauth.usersessions.models import UserSession
    from django.contrib.sessions.models import Session

    live = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=at)
    users = sorted(UserSession.objects.filter(~Exists(live)).values_list("user", flat=True).distinct())
    if users:
        note_ended_sessions(*users, at=at)
    return len(users)


def set_profile(user: User, *, name: str, spoken_languages: Iterable[str]) -> None:
    """What colleagues see of the user: the name, and the languages they speak."""
    if not name.strip():
        raise Invalid(field="name", reason=_("Fill in your name."))
    user.name, user.spoken_languages = name.strip()[:120], list(spoken_languages)
    user.save(update_fields=["name", "spoken_languages"])


@transaction.atomic
def set_abilities(user: User, *, skills: Mapping[str, int], languages: Iterable[str], by: User | None, at: datetime) -> None:
    """What the user can: exactly these skills (key → level 1 to 5) and spoken languages. Who may say so is the caller's to ask."""
    if not all(1 <= level <= 5 for level in skills.values()):
        raise Invalid(field="skills", reason=_("A skill has a level from 1 to 5."))
    user.skills.all().delete()
    UserSkill.objects.bulk_create(
        UserSkill(user=user, skill=skill, level=skills[skill.key]) for skill in Skill.objects.filter(key__in=skills)
    )
    user.spoken_languages = list(languages)
    user.save(update_fields=["spoken_languages"])
    _announce("accounts.abilities_set", user, by=by, at=at)


@transaction.atomic
def deactivate_user(user: User, *, by: User | None, at: datetime) -> None:
    """Sign-in, sessions and tokens stop at once; what the person wrote stays."""
    ensure_granted(by, "accounts.manage")
    user.is_active = False
    user.save(update_fields=["is_active"])
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=at)
    _announce("accounts.deactivated", user, by=by, at=at)
    end_sessions(user, at=at)


@transaction.atomic
def reactivate_user(user: User, *, by: User | None, at: datetime) -> None:
    ensure_granted(by, "accounts.manage")
    user.is_active = True
    user.save(update_fields=["is_active"])
    _announce("accounts.reactivated", user, by=by, at=at)


@transaction.atomic
def set_roles(user: User, keys: Iterable[str], *, by: User | None, at: datetime) -> None:
    """Give exactly these roles; what they grant holds from the next page on."""
    ensure_granted(by, "accounts.manage")
    user.roles.set(Role.objects.filter(key__in=list(keys)))
    refresh_grants(user)
    _announce("accounts.roles_set", user, by=by, at=at)


@transaction.atomic
def set_teams(user: User, keys: Iterable[str], *, leads: Iterable[str] = (), by: User | None, at: datetime) -> None:
    """Make the user a member of exactly these teams, lead of those in `leads`."""
    ensure_granted(by, "accounts.manage")
    leading = set(leads)
    user.memberships.all().delete()
    Membership.objects.bulk_create(
        Membership(user=user, team=team, is_lead=team.key in leading) for team in Team.objects.filter(key__in={*keys, *leading})
    )
    refresh_grants(user)
    _announce("accounts.teams_set", user, by=by, at=at)


@transaction.atomic
def save_team(key: str, *, name: Label, default_level: int = 0, by: User | None, at: datetime) -> Team:
    """Make the team of this key, or rename it."""
    ensure_granted(by, "accounts.manage")
    team, _new = Team.objects.update_or_create(key=key, defaults={"name": name, "default_level": default_level})
    announce(TeamChanged(verb="accounts.team_saved", team_id=team.pk, by_id=by.pk if by else None, at=at))
    return team


@transaction.atomic
def set_team_active(team: Team, *, is_active: bool, by: User | None, at: datetime) -> None:
    """Retire the team, or take it up again; its records stay."""
    ensure_granted(by, "accounts.manage")
    team.is_active = is_active
    team.save(update_fields=["is_active"])
    verb = "accounts.team_restored" if is_active else "accounts.team_retired"
    announce(TeamChanged(verb=verb, team_id=team.pk, by_id=by.pk if by else None, at=at))


def refresh_grants(user: User) -> None:
    """Repeat roles and memberships on the user's row."""
    user.granted = sorted({verb for role in user.roles.all() for verb in role.verbs})
    memberships = list(user.memberships.values_list("team_id", "is_lead"))
    user.team_ids = sorted(team_id for team_id, _lead in memberships)
    user.lead_team_ids = sorted(team_id for team_id, is_lead in memberships if is_lead)
    user.save(update_fields=["granted", "team_ids", "lead_team_ids"])


@transaction.atomic
def set_verbs(role: Role, verbs: Iterable[str], *, by: User | None, at: datetime) -> None:
    """Let the role hold exactly these verbs, for everybody who has it."""
    ensure_granted(by, "accounts.manage")
    role.verbs = sorted(set(verbs))
    role.save(update_fields=["verbs"])
    for user in role.users.all():
        refresh_grants(user)
        _announce("accounts.verbs_set", user, by=by, at=at)


@transaction.atomic
def create_token(user: User, *, name: str, by: User | None, at: datetime) -> str:
    """An API token in the user's name; the secret is given once, here."""
    secret = f"balie_{secrets.token_urlsafe(32)}"
    ApiToken.objects.create(user=user, name=name, prefix=secret[:12], secret_hash=hash_secret(secret), made_at=at)
    _announce("accounts.token_created", user, by=by, at=at)
    return secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User, at: datetime) -> None:
    if token.user_id != by.pk:
        ensure_granted(by, "accounts.manage")
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at)
    _announce("accounts.token_revoked", token.user, by=by, at=at)


def set_preferences(user: User, *, language: str | None = None, theme: str | None = None, **preferences: object) -> None:
    """Keep the user's own choices: language, theme, columns of a list."""
    user.language = language or user.language
    user.theme = theme or user.theme
    user.preferences = {**user.preferences, **preferences}
    user.save(update_fields=["language", "theme", "preferences"])


@transaction.atomic
def first_administrator_link(*, at: datetime) -> str | None:
    """The secret for the first administrator's page while nobody has an account; None once somebody has."""
    if User.objects.exists():
        return None
    return make_link(SingleUseLink.Purpose.FIRST_ADMINISTRATOR, user=None, at=at)


def _announce(verb: str, user: User, *, by: User | None, at: datetime) -> None:
    announce(AccountChanged(verb=verb, user_id=user.pk, by_id=by.pk if by else None, at=at))
