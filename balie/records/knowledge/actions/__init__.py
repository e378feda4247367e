"""Verbs on articles and bulletins; the only writers of their tables."""

from balie.records.knowledge.actions.bulletins import publish_bulletin, read_bulletin, withdraw_bulletin
from balie.records.knowledge.actions.feedback import give_feedback, settle_feedback
from balie.records.knowledge.actions.words import KIND, Words, cleaned
from balie.records.knowledge.actions.writing import About, confirm_article, create_article, publish_article, retire_article, save_article

__all__ = [
    "KIND",
    "About",
    "Words",
    "cleaned",
    "confirm_article",
    "create_article",
    "give_feedback",
    "publish_article",
    "publish_bulletin",
    "read_bulletin",
    "retire_article",
    "save_article",
    "settle_feedback",
    "withdraw_bulletin",
]
