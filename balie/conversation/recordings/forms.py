"""What comes in through the pages of recordings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balie.conversation.recordings import rules
from balie.conversation.recordings.actions.keeping import LONGEST_REASON
from balie.conversation.recordings.models import Aim
from balie.conversation.routing.models import Channel, Queue
from balie.records.taxonomy.models import Purpose
from balie.records.taxonomy.queries import choices


class RuleForm(forms.Form):
    """Which calls, what for, how many, how long."""

    queue = forms.ChoiceField(label=_("Calls of the queue"), required=False)
    purpose = forms.ChoiceField(label=_("With the purpose"), required=False)
    aim = forms.ChoiceField(label=_("Recorded as"), choices=Aim.choices)
    percent = forms.IntegerField(label=_("Of these, in %"), min_value=0, max_value=100, initial=100, help_text=_("0 is never."))
    keep_days = forms.IntegerField(
        label=_("Kept for, in days"),
        min_value=1,
        max_value=3650,
        initial=rules.LONGEST_FOR_QUALITY_DAYS,
        help_text=_("To judge how one answers a month at most."),
    )
    may_refuse = forms.BooleanField(
        label=_("Callers may refuse with the key {key}").format(key=rules.REFUSAL_KEY), required=False, initial=True
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        queues = Queue.objects.filter(is_retired=False, channel=Channel.CALL).order_by("position", "pk")
        fields: Any = self.fields
        fields["queue"].choices = [("", _("every queue")), *((each.pk, str(each.name)) for each in queues)]
        fields["purpose"].choices = [("", _("every purpose")), *choices(Purpose)]

    def clean_queue(self) -> Queue | None:
        chosen = self.cleaned_data["queue"]
        return Queue.objects.filter(pk=chosen).first() if chosen else None

    def clean_purpose(self) -> Purpose | None:
        chosen = self.cleaned_data["purpose"]
        return Purpose.objects.filter(pk=chosen).first() if chosen else None


class ReasonForm(forms.Form):
    """Why one wants to listen."""

    reason = forms.CharField(
        label=_("Why do you want to listen?"),
        max_length=LONGEST_REASON,
        help_text=_("It is kept, with your name; who records are of may ask for it."),
    )
