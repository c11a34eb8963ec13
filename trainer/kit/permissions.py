"""Who is looking, and what a role may do: permissions are `subject:act`, kept in alphabetical order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from trainer.kit.errors import NotAllowed
from trainer.kit.messages import Message, msg


class Permission(StrEnum):
    """Everything that a route can ask for."""

    AGREEMENT_READ = "agreement:read"
    AGREEMENT_SIGN = "agreement:sign"
    AGREEMENT_WRITE = "agreement:write"
    ASSESSMENT_PLAN = "assessment:plan"
    ASSESSMENT_READ = "assessment:read"
    ASSESSMENT_RELEASE = "assessment:release"
    ASSESSMENT_SCORE = "assessment:score"
    ATTENDANCE_MARK = "attendance:mark"
    ATTENDANCE_READ = "attendance:read"
    AUDIT_READ = "audit:read"
    CATALOGUE_READ = "catalogue:read"
    CATALOGUE_WRITE = "catalogue:write"
    CERTIFICATE_ISSUE = "certificate:issue"
    CERTIFICATE_READ = "certificate:read"
    CERTIFICATE_REVOKE = "certificate:revoke"
    COHORT_READ = "cohort:read"
    COHORT_WRITE = "cohort:write"
    FAIRNESS_READ = "fairness:read"
    HOME_READ = "home:read"
    ORDER_ANSWER = "order:answer"
    ORDER_CREATE = "order:create"
    ORDER_READ = "order:read"
    PERSON_REVEAL = "person:reveal"
    PLACEMENT_WRITE = "placement:write"
    POLICY_READ = "policy:read"
    RESOURCE_READ = "resource:read"
    RESOURCE_WRITE = "resource:write"
    ROSTER_READ = "roster:read"
    ROSTER_UPLOAD = "roster:upload"
    ROTA_WRITE = "rota:write"
    TIMETABLE_PUBLISH = "timetable:publish"
    TIMETABLE_READ = "timetable:read"
    TIMETABLE_REPEAT = "timetable:repeat"
    TIMETABLE_SOLVE = "timetable:solve"
    TRAINING_FOLLOW = "training:follow"
    WISH_STATE = "wish:state"


P = Permission

# Keyed by the value of models.people.Role, which the kit does not know.
ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    "scheduler": frozenset(
        {
            P.AGREEMENT_READ,
            P.AGREEMENT_SIGN,
            P.AGREEMENT_WRITE,
            P.ASSESSMENT_PLAN,
            P.ASSESSMENT_READ,
            P.ATTENDANCE_MARK,
            P.ATTENDANCE_READ,
            P.CATALOGUE_READ,
            P.CATALOGUE_WRITE,
            P.CERTIFICATE_ISSUE,
            P.CERTIFICATE_READ,
            P.CERTIFICATE_REVOKE,
            P.COHORT_READ,
            P.COHORT_WRITE,
            P.FAIRNESS_READ,
            P.HOME_READ,
            P.ORDER_ANSWER,
            P.ORDER_READ,
            P.PERSON_REVEAL,
            P.POLICY_READ,
            P.RESOURCE_READ,
            P.RESOURCE_WRITE,
            P.ROSTER_READ,
            P.ROSTER_UPLOAD,
            P.TIMETABLE_PUBLISH,
            P.TIMETABLE_READ,
            P.TIMETABLE_REPEAT,
            P.TIMETABLE_SOLVE,
        }
    ),
    "enterprise_officer": frozenset(
        {
            P.AGREEMENT_READ,
            P.AGREEMENT_SIGN,
            P.ATTENDANCE_READ,
            P.CATALOGUE_READ,
            P.CERTIFICATE_READ,
            P.COHORT_READ,
            P.HOME_READ,
            P.ORDER_CREATE,
            P.ORDER_READ,
            P.PERSON_REVEAL,
            P.PLACEMENT_WRITE,
            P.POLICY_READ,
            P.ROSTER_READ,
            P.ROSTER_UPLOAD,
            P.ROTA_WRITE,
            P.TIMETABLE_READ,
        }
    ),
    "school_officer": frozenset(
        {P.AGREEMENT_READ, P.AGREEMENT_SIGN, P.CATALOGUE_READ, P.COHORT_READ, P.HOME_READ, P.ORDER_READ}
    ),
    "trainee": frozenset({P.HOME_READ, P.TRAINING_FOLLOW}),
    "instructor": frozenset({P.ATTENDANCE_MARK, P.HOME_READ, P.WISH_STATE}),
    "assessor": frozenset({P.ASSESSMENT_SCORE, P.HOME_READ}),
    "certification_officer": frozenset(
        {
            P.ASSESSMENT_PLAN,
            P.ASSESSMENT_READ,
            P.ASSESSMENT_RELEASE,
            P.CATALOGUE_READ,
            P.CERTIFICATE_ISSUE,
            P.CERTIFICATE_READ,
            P.CERTIFICATE_REVOKE,
            P.COHORT_READ,
            P.HOME_READ,
        }
    ),
    "bureau_officer": frozenset(
        {
            P.AGREEMENT_READ,
            P.ASSESSMENT_READ,
            P.ATTENDANCE_READ,
            P.AUDIT_READ,
            P.CATALOGUE_READ,
            P.CERTIFICATE_READ,
            P.COHORT_READ,
            P.FAIRNESS_READ,
            P.HOME_READ,
            P.ORDER_READ,
            P.POLICY_READ,
            P.RESOURCE_READ,
            P.TIMETABLE_READ,
            P.TIMETABLE_REPEAT,
        }
    ),
    "administrator": frozenset({P.AUDIT_READ, P.CATALOGUE_READ, P.CATALOGUE_WRITE, P.HOME_READ, P.POLICY_READ}),
}


ROLE_LABELS = {
    "scheduler": msg("Scheduler"),
    "enterprise_officer": msg("Training officer"),
    "school_officer": msg("School officer"),
    "trainee": msg("Trainee"),
    "instructor": msg("Instructor"),
    "assessor": msg("Assessor"),
    "certification_officer": msg("Certification officer"),
    "bureau_officer": msg("Bureau officer"),
    "administrator": msg("Administrator"),
}


@dataclass(frozen=True)
class Place:
    """An organisation as the viewer's frame shows it."""

    id: str
    name: str
    name_en: str
    region_code: str


@dataclass(frozen=True)
class ViewerMembership:
    """One of the viewer's organisations with the roles held there."""

    organisation: Place
    roles: frozenset[str]
    current: bool

    @property
    def id(self) -> str:
        """The organisation's id: what the switch sends."""
        return self.organisation.id

    @property
    def role_label(self) -> Message:
        """The leading role in words."""
        return next(label for role, label in ROLE_LABELS.items() if role in self.roles)


@dataclass(frozen=True)
class Viewer:
    """A signed-in person acting for one organisation; every object is loaded with one of these."""

    person_id: str
    account_id: str
    sign_in_id: str
    name: str
    language: str
    organisation: Place
    roles: frozenset[str]
    memberships: tuple[ViewerMembership, ...]
    permissions: frozenset[Permission]

    @property
    def organisation_id(self) -> str:
        """The organisation that the viewer acts for."""
        return self.organisation.id

    @property
    def region_code(self) -> str:
        """The region of that organisation."""
        return self.organisation.region_code

    def can(self, permission: Permission) -> bool:
        """Whether one of the viewer's roles in this organisation gives the permission."""
        return permission in self.permissions

    def must(self, permission: Permission) -> None:
        """Raise NotAllowed unless the viewer has the permission."""
        if not self.can(permission):
            raise NotAllowed

    @property
    def oversees(self) -> bool:
        """Whether the viewer reads what happens in the whole region (the bureau)."""
        return "bureau_officer" in self.roles


def permissions_of(roles: frozenset[str]) -> frozenset[Permission]:
    """The union of what `roles` may do."""
    return frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))
