"""The door programs use."""

from balie.conversation.telephony.api.calls import router as calls
from balie.conversation.telephony.api.setting_up import router as telephone

__all__ = ["calls", "telephone"]
