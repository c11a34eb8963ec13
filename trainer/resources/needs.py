"""What a lesson takes of its workshop: workstations for practice with equipment, seats for anything else."""

from __future__ import annotations

from dataclasses import dataclass

from trainer.models.catalogue import ModuleKind
from trainer.models.scheduling import Booking


@dataclass(frozen=True)
class Need:
    """Units of a workstation group, or of the seats, of which the workshop has `limit`."""

    resource: str
    units: int
    limit: int


def need_of(booking: Booking, heads: int) -> Need:
    """What the lesson takes for so many heads: at least one unit. A workshop without the equipment gives seats."""
    module = booking.lesson.module
    if module.kind is ModuleKind.PRACTICE and module.equipment_type_id is not None:
        for group in booking.workshop.workstations:
            if group.equipment_type_id == module.equipment_type_id:
                units = -(-max(1, heads) // module.trainees_per_workstation)
                return Need(f"workstation:{group.id}", units, group.count)
    return Need(f"seat:{booking.workshop_id}", max(1, heads), booking.workshop.seats)
