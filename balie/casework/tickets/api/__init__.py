"""The door programs use."""

from balie.casework.tickets.api.routes import router

__all__ = ["router"]
