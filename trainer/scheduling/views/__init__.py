"""Pages of scheduling: data check, runs, versions and the board. Every module adds its routes to one blueprint."""

from trainer.scheduling.views import board, data_check, lessons, publication, repair, runs, timetables, why
from trainer.scheduling.views.blueprint import blueprint

__all__ = ["blueprint", "board", "data_check", "lessons", "publication", "repair", "runs", "timetables", "why"]
