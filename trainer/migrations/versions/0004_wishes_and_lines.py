"""Wishes of instructors, production lines and shift times of enterprises"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "instructor_wish",
        sa.Column("instructor_id", sa.String(length=26), nullable=False),
        sa.Column("avoid", sa.JSON(), nullable=False),
        sa.Column("base_id", sa.String(length=26), nullable=True),
        sa.Column("stated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["base_id"], ["base.id"], name=op.f("fk_instructor_wish_base_id_base")),
        sa.ForeignKeyConstraint(
            ["instructor_id"], ["instructor.id"], name=op.f("fk_instructor_wish_instructor_id_instructor")
        ),
        sa.PrimaryKeyConstraint("instructor_id", name=op.f("pk_instructor_wish")),
    )
    op.create_table(
        "production_line",
        sa.Column("enterprise_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("most_away", sa.Integer(), nullable=True),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("most_away IS NULL OR most_away >= 0", name=op.f("ck_production_line_most_away")),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["organisation.id"], name=op.f("fk_production_line_enterprise_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_production_line")),
        sa.UniqueConstraint("enterprise_id", "name", name=op.f("uq_production_line_enterprise_id_name")),
    )
    op.create_table(
        "line_worker",
        sa.Column("enterprise_id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("line_id", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["organisation.id"], name=op.f("fk_line_worker_enterprise_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["production_line.id"], name=op.f("fk_line_worker_line_id_production_line")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_line_worker_person_id_person")),
        sa.PrimaryKeyConstraint("enterprise_id", "person_id", name=op.f("pk_line_worker")),
    )
    with op.batch_alter_table("line_worker", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_line_worker_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_line_worker_line_id"), ["line_id"], unique=False)
    op.create_table(
        "shift_times",
        sa.Column("enterprise_id", sa.String(length=26), nullable=False),
        sa.Column("times", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["organisation.id"], name=op.f("fk_shift_times_enterprise_id_organisation")
        ),
        sa.PrimaryKeyConstraint("enterprise_id", name=op.f("pk_shift_times")),
    )


def downgrade() -> None:
    op.drop_table("shift_times")
    op.drop_table("line_worker")
    op.drop_table("production_line")
    op.drop_table("instructor_wish")
