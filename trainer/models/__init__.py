"""All tables, one file an aggregate; rows hold their own invariants and nothing else."""

from trainer.kit import tables
from trainer.kit.orm import Model
from trainer.models import (
    assessment,
    catalogue,
    certification,
    delivery,
    enrolment,
    joint_classes,
    organisations,
    people,
    production,
    programmes,
    proposals,
    repairs,
    resources,
    scheduling,
    skills,
    wishes,
)

__all__ = [
    "Model",
    "assessment",
    "catalogue",
    "certification",
    "delivery",
    "enrolment",
    "joint_classes",
    "organisations",
    "people",
    "production",
    "programmes",
    "proposals",
    "repairs",
    "resources",
    "scheduling",
    "skills",
    "tables",
    "wishes",
]
