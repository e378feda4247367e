"""The doors of articles and bulletins."""
