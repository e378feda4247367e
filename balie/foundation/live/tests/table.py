"""The organisation's table of extensions, with topics of the tests' own."""

from __future__ import annotations

from balie.config.extensions import EXTENSIONS as OURS
from balie.foundation.extensions import Extensions
from balie.foundation.live.extensions import TOPICS, TopicKind

EXTENSIONS: Extensions = {
    **OURS,
    TOPICS: [
        TopicKind("open", lambda user, key: True),
        TopicKind("shut", lambda user, key: False),
        TopicKind("own", lambda user, key: key == user.username),
        TopicKind("named", lambda user, key: user.name != "Silent"),
    ],
}
