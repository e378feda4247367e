"""The media process: SIP, RTP and the mixer. No Django, no database, nothing that keeps a processor busy beside it."""

import os

# Small products of matrices spin a thread on every core else; it counts only before numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
