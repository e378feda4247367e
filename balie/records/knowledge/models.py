"""Articles in their languages and versions, what is said of them, and bulletins with who has read them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Team, User
from balie.foundation.files.models import File
from balie.foundation.text.models import LANGUAGE_CHOICES, Text
from balie.records.catalogue.models import ContractType, Service
from balie.records.knowledge.policies import READ_BULLETINS, VIEW, WRITE, WRITE_BULLETINS
from balie.records.knowledge.rules import Standing, standing
from balie.records.taxonomy.models import Category


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible_to(self, viewer: User) -> ArticleQuerySet:
        """What is published and in use; for who writes, all."""
        if not viewer.has(VIEW):
            return self.none()
        return self if viewer.has(WRITE) else self.filter(published_at__isnull=False, retired_at=None)

    def holding(self, on: date) -> ArticleQuerySet:
        """What is told to customers on that day."""
        since = Q(valid_from=None) | Q(valid_from__lte=on)
        until = Q(valid_until=None) | Q(valid_until__gte=on)
        return self.filter(since, until, published_at__isnull=False, retired_at=None)


class Article(models.Model):
    """The answer to one question: `plain` for everybody, and beside it, where there is one, `expert` for who knows the matter.

    It holds from its first to its last day, both in it. Its owner looks at it again by `review_on`.
    `helped_count` and `not_helped_count` are kept with what is said of it.
    """

    KIND_DIGIT: ClassVar[int] = 7

    class Audience(models.TextChoices):
        INTERNAL = "internal", _("colleagues only")
        PUBLIC = "public", _("everybody")
        CONTRACT = "contract", _("customers with a contract")

    number = models.BigIntegerField(unique=True)
    plain = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    expert = models.ForeignKey(Text, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.INTERNAL)
    contract_types = models.ManyToManyField(ContractType, related_name="+", blank=True)
    categories = models.ManyToManyField(Category, related_name="articles", blank=True)
    services = models.ManyToManyField(Service, related_name="articles", blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    review_months = models.PositiveSmallIntegerField(default=12)
    review_on = models.DateField()
    published_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    helped_count = models.PositiveIntegerField(default=0, db_default=0)
    not_helped_count = models.PositiveIntegerField(default=0, db_default=0)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[ArticleQuerySet] = ArticleQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["-changed_at", "-id"], name="article_newest"),
            models.Index(fields=["owner", "review_on"], condition=Q(retired_at=None), name="article_to_review"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="article_in_order"
            ),
            models.CheckConstraint(condition=Q(review_months__range=(1, 60)), name="article_reviewed"),
        ]

    def standing_on(self, today: date) -> Standing:
        return standing(
            is_published=self.published_at is not None,
            is_retired=self.retired_at is not None,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            today=today,
        )


class Edition(models.Model):
    """An article in one language: what it is called there. The words are those of its texts."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="editions")
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    title = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "language"], name="edition_once")]


class Picture(models.Model):
    """A picture that stands, or stood in an earlier version, in an article."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="pictures")
    file = models.OneToOneField(File, on_delete=models.PROTECT, related_name="+")


class Feedback(models.Model):
    """Whether an article helped, said of one version in one language: by a colleague, or by a customer where there is no `by`."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="feedback")
    text_version = models.PositiveIntegerField()
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    has_helped = models.BooleanField()
    remark = models.CharField(max_length=1000, blank=True, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["article", "-at", "-id"], name="feedback_by_article"),
            models.Index(fields=["article"], condition=Q(settled_at=None) & ~Q(remark=""), name="feedback_open"),
        ]


class BulletinQuerySet(models.QuerySet["Bulletin"]):
    def visible_to(self, viewer: User) -> BulletinQuerySet:
        """Those for one's teams and for everybody; for who writes them, all."""
        if viewer.has(WRITE_BULLETINS):
            return self
        if not viewer.has(READ_BULLETINS):
            return self.none()
        return self.meant_for(viewer)

    def meant_for(self, reader: User) -> BulletinQuerySet:
        theirs = Bulletin.teams.through.objects.filter(team__in=reader.team_ids).values("bulletin")
        return self.filter(Q(is_for_all=True) | Q(pk__in=theirs))

    def standing(self, on: date | models.Expression) -> BulletinQuerySet:
        """Published, not taken back, and not past their last day."""
        return self.filter(Q(last_on=None) | Q(last_on__gte=on), withdrawn_at=None)

    def unread_by(self, reader: User) -> BulletinQuerySet:
        return self.meant_for(reader).exclude(reads__reader=reader)


class Bulletin(models.Model):
    """News that colleagues must read: for everybody, or for some teams. It is never changed; one that was wrong is withdrawn."""

    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    is_for_all = models.BooleanField(default=True)
    teams = models.ManyToManyField(Team, related_name="+", blank=True)
    article = models.ForeignKey(Article, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    last_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[BulletinQuerySet] = BulletinQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["-published_at", "-id"], name="bulletin_newest")]


class Read(models.Model):
    """Somebody read a bulletin, and said so."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="reads")
    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bulletin", "reader"], name="bulletin_read_once")]
