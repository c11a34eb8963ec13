"""The pages of resources, gathered: each of these modules adds its addresses to the blueprint."""

from trainer.resources import calendar_views, instructor_views, workshop_views
from trainer.resources.blueprint import blueprint

__all__ = ["PAGES", "blueprint"]

PAGES = (workshop_views, instructor_views, calendar_views)
