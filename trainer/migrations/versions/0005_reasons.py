"""Why a run found no timetable"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "run_reason",
        sa.Column("run_id", sa.String(length=26), nullable=False),
        sa.Column("asked_by_id", sa.String(length=26), nullable=True),
        sa.Column("job_id", sa.String(length=26), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["solver_run.id"], name=op.f("fk_run_reason_run_id_solver_run")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_run_reason_asked_by_id_person")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_run_reason")),
    )


def downgrade() -> None:
    op.drop_table("run_reason")
