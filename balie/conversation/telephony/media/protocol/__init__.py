"""What the engine says to the media process and hears of it. docs/reference/media-protocol.md is written from here."""
