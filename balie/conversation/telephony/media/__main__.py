"""`python -m balie.conversation.telephony.media`."""

import sys

from balie.conversation.telephony.media.process import main

sys.exit(main())
