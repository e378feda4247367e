"""Whose mail it is: what the sender's domain proves, read from the receiver we trust or checked here."""
