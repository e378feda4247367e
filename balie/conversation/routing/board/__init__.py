"""The board: who waits and who is free, and what follows from it. Pure: the same log gives the same decisions."""
