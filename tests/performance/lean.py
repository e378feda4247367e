"""The yardstick page, served by the product's own stack: `DJANGO_SETTINGS_MODULE=tests.performance.lean`.

Session and user as everywhere, one covering query, fifty rows, a base layout, and nothing else.
"""

from __future__ import annotations

from balie.config.settings import *  # noqa: F403  the product's settings, with one page more

ROOT_URLCONF = "tests.performance.lean_urls"
