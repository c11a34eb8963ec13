"""Proposals to change what was agreed"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

REFERENCES = {
    "order_id": "training_order",
    "cohort_id": "cohort",
    "run_id": "solver_run",
    "proposed_by_id": "person",
    "settled_by_id": "person",
}


def upgrade() -> None:
    op.create_table(
        "change_proposal",
        sa.Column("order_id", sa.String(length=26), nullable=False),
        sa.Column("cohort_id", sa.String(length=26), nullable=False),
        sa.Column("run_id", sa.String(length=26), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("clause", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("proposed_by_id", sa.String(length=26), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("settled_by_id", sa.String(length=26), nullable=True),
        sa.Column("answer", sa.String(length=300), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_change_proposal_{column}_{table}"))
            for column, table in REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_proposal")),
    )
    op.create_index(op.f("ix_change_proposal_order_id"), "change_proposal", ["order_id"], unique=False)
    op.create_index(op.f("ix_change_proposal_run_id"), "change_proposal", ["run_id"], unique=False)
    op.create_index(
        "uq_change_proposal_open",
        "change_proposal",
        ["order_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "change_consent",
        sa.Column("proposal_id", sa.String(length=26), nullable=False),
        sa.Column("organisation_id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("consented_at", sa.DateTime(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_change_consent_{column}_{table}"))
            for column, table in (
                ("proposal_id", "change_proposal"),
                ("organisation_id", "organisation"),
                ("person_id", "person"),
            )
        ),
        sa.PrimaryKeyConstraint("proposal_id", "organisation_id", name=op.f("pk_change_consent")),
    )


def downgrade() -> None:
    op.drop_table("change_consent")
    op.drop_table("change_proposal")
