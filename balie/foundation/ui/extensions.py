"""Where the apps above put themselves on screen."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from balie.foundation.extensions import ExtensionPoint


@dataclass(frozen=True)
class SettingsPage:
    """A page under /settings/, shown to who holds `verb`. `url` is a URL name; `group` its heading there."""

    name: str | Promise
    url: str
    icon: str
    verb: str
    group: str | Promise


@dataclass(frozen=True)
class Command:
    """An entry of the palette (Ctrl+K) and the rail: `key` is the second key after `g`; `verb` who sees it."""

    name: str | Promise
    url: str
    icon: str
    key: str = ""
    verb: str = ""
    in_rail: bool = False


SETTINGS_PAGES: ExtensionPoint[SettingsPage] = ExtensionPoint("ui.settings_pages")
COMMANDS: ExtensionPoint[Command] = ExtensionPoint("ui.commands")
