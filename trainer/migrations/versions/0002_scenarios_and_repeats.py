"""Scenarios; runs know what they are for, where they started from, what they found and how much they did"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FILLED = ("kind", "engine", "result_sha256")
INDEXES = ("origin_id", "scenario_id", "group_id")


def upgrade() -> None:
    op.create_table(
        "scenario",
        sa.Column("organisation_id", sa.String(length=26), nullable=False),
        sa.Column("made_by_id", sa.String(length=26), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("timetable_id", sa.String(length=26), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_scenario_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_scenario_made_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario")),
    )
    op.create_index(op.f("ix_scenario_organisation_id"), "scenario", ["organisation_id"])
    with op.batch_alter_table("solver_run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=32), nullable=False, server_default="timetable"))
        batch_op.add_column(sa.Column("origin_id", sa.String(length=26), nullable=True))
        batch_op.add_column(sa.Column("scenario_id", sa.String(length=26), nullable=True))
        batch_op.add_column(sa.Column("group_id", sa.String(length=26), nullable=True))
        batch_op.add_column(sa.Column("start", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("engine", sa.String(length=60), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("moves", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("result", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("result_sha256", sa.String(length=64), nullable=False, server_default=""))
        batch_op.create_foreign_key(op.f("fk_solver_run_origin_id_solver_run"), "solver_run", ["origin_id"], ["id"])
        batch_op.create_foreign_key(op.f("fk_solver_run_scenario_id_scenario"), "scenario", ["scenario_id"], ["id"])
        for name in INDEXES:
            batch_op.create_index(op.f(f"ix_solver_run_{name}"), [name])
    # The values of old rows are filled in; new rows bring their own.
    with op.batch_alter_table("solver_run", schema=None) as batch_op:
        for name in FILLED:
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("solver_run", schema=None) as batch_op:
        for name in INDEXES:
            batch_op.drop_index(op.f(f"ix_solver_run_{name}"))
        batch_op.drop_constraint(op.f("fk_solver_run_origin_id_solver_run"), type_="foreignkey")
        batch_op.drop_constraint(op.f("fk_solver_run_scenario_id_scenario"), type_="foreignkey")
        for name in ("result_sha256", "result", "moves", "engine", "start", "group_id", "scenario_id", "origin_id"):
            batch_op.drop_column(name)
        batch_op.drop_column("kind")
    op.drop_index(op.f("ix_scenario_organisation_id"), "scenario")
    op.drop_table("scenario")
