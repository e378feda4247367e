"""The lists of words change rarely; every signed-in screen may follow."""

from __future__ import annotations

from balie.foundation.live.extensions import TopicKind

TOPICS = [TopicKind("taxonomy", lambda _user, _key: True)]
