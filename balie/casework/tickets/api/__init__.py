"""The doors programs use."""

from balie.casework.tickets.api.bulk import bulk
from balie.casework.tickets.api.deciding import decisions
from balie.casework.tickets.api.incidents import router as incidents
from balie.casework.tickets.api.routes import router
from balie.casework.tickets.api.steps import router as steps
from balie.casework.tickets.api.views import views
from balie.casework.tickets.api.work import work

router.add_router("", steps)
router.add_router("", incidents)

__all__ = ["bulk", "decisions", "router", "views", "work"]
