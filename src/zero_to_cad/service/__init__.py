"""The HTTP service: jobs in a database and a data folder, worked off in processes of their own, and the page."""

from zero_to_cad.service.settings import Settings

__all__ = ["Settings"]
