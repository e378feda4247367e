"""The product's settings, with the topics of the tests."""

from balie.config.settings import *  # noqa: F403

BALIE_EXTENSIONS = "balie.foundation.live.tests.table.EXTENSIONS"
