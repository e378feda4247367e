"""The clocks of tickets follow the contract of who asked."""
