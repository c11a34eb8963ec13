"""Repairs of the timetable in force"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "timetable_repair",
        sa.Column("organisation_id", sa.String(length=26), nullable=False),
        sa.Column("reported_by_id", sa.String(length=26), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.String(length=26), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("half_day", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("absence_id", sa.String(length=26), nullable=True),
        sa.Column("most_touched", sa.Integer(), nullable=True),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("based_on_id", sa.String(length=26), nullable=False),
        sa.Column("revision_seen", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("weary", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("published_timetable_id", sa.String(length=26), nullable=True),
        sa.Column("job_id", sa.String(length=26), nullable=True),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_timetable_repair_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["reported_by_id"], ["person.id"], name=op.f("fk_timetable_repair_reported_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["based_on_id"], ["timetable.id"], name=op.f("fk_timetable_repair_based_on_id_timetable")
        ),
        sa.ForeignKeyConstraint(
            ["published_timetable_id"],
            ["timetable.id"],
            name=op.f("fk_timetable_repair_published_timetable_id_timetable"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timetable_repair")),
    )
    with op.batch_alter_table("timetable_repair", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_timetable_repair_organisation_id"), ["organisation_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("timetable_repair", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_timetable_repair_organisation_id"))
    op.drop_table("timetable_repair")
