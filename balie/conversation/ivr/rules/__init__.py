"""What callers hear and press, as pure decisions: the outline of a menu, the way through it, and how long they may expect to wait."""
