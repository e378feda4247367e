"""The topic that tells who else looks: whoever may follow a thing may know who is at it."""

from __future__ import annotations

from balie.foundation.live.extensions import TopicKind
from balie.foundation.live.queries import may_subscribe

TOPICS = [TopicKind("presence", may_subscribe)]
