"""Pages of rosters and trainees: one blueprint, one file for each kind of page."""

from trainer.enrolment.views import rosters, rotas, trainees
from trainer.enrolment.views.blueprint import blueprint

__all__ = ["blueprint", "rosters", "rotas", "trainees"]
