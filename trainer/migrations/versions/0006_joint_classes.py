"""Joint classes: invitations to several enterprises and the places of their orders"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "joint_class",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("base_id", sa.String(length=26), nullable=False),
        sa.Column("school_id", sa.String(length=26), nullable=False),
        sa.Column("occupation_id", sa.String(length=26), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("course_version_id", sa.String(length=26), nullable=False),
        sa.Column("weekdays", sa.JSON(), nullable=False),
        sa.Column("half_days", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("fixed_yuan", sa.Integer(), nullable=False),
        sa.Column("head_yuan", sa.Integer(), nullable=False),
        sa.Column("lapses_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_since", sa.DateTime(), nullable=False),
        sa.Column("invited_by_id", sa.String(length=26), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("programme_id", sa.String(length=26), nullable=True),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("fixed_yuan >= 0 AND head_yuan >= 0", name=op.f("ck_joint_class_costs")),
        sa.CheckConstraint("least > 0 AND least <= most", name=op.f("ck_joint_class_sizes")),
        sa.CheckConstraint("starts_on < ends_on", name=op.f("ck_joint_class_window")),
        sa.ForeignKeyConstraint(["base_id"], ["organisation.id"], name=op.f("fk_joint_class_base_id_organisation")),
        sa.ForeignKeyConstraint(
            ["course_version_id"], ["course_version.id"], name=op.f("fk_joint_class_course_version_id_course_version")
        ),
        sa.ForeignKeyConstraint(["invited_by_id"], ["person.id"], name=op.f("fk_joint_class_invited_by_id_person")),
        sa.ForeignKeyConstraint(
            ["occupation_id"], ["occupation.id"], name=op.f("fk_joint_class_occupation_id_occupation")
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_joint_class_programme_id_programme")),
        sa.ForeignKeyConstraint(["school_id"], ["organisation.id"], name=op.f("fk_joint_class_school_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_class")),
        sa.UniqueConstraint("base_id", "number", name=op.f("uq_joint_class_base_id_number")),
        sa.UniqueConstraint("programme_id", name=op.f("uq_joint_class_programme_id")),
    )
    with op.batch_alter_table("joint_class", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_joint_class_base_id"), ["base_id"], unique=False)

    op.create_table(
        "joint_place",
        sa.Column("joint_class_id", sa.String(length=26), nullable=False),
        sa.Column("order_id", sa.String(length=26), nullable=False),
        sa.Column("held_order_id", sa.String(length=26), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=32), nullable=False),
        sa.Column("answered_by_id", sa.String(length=26), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("price_yuan", sa.Integer(), nullable=True),
        sa.CheckConstraint("heads > 0", name=op.f("ck_joint_place_heads")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_joint_place_answered_by_id_person")),
        sa.ForeignKeyConstraint(
            ["held_order_id"], ["training_order.id"], name=op.f("fk_joint_place_held_order_id_training_order")
        ),
        sa.ForeignKeyConstraint(
            ["joint_class_id"], ["joint_class.id"], name=op.f("fk_joint_place_joint_class_id_joint_class")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["training_order.id"], name=op.f("fk_joint_place_order_id_training_order")
        ),
        sa.PrimaryKeyConstraint("joint_class_id", "order_id", name=op.f("pk_joint_place")),
        sa.UniqueConstraint("held_order_id", name=op.f("uq_joint_place_held_order_id")),
    )
    with op.batch_alter_table("joint_place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_joint_place_order_id"), ["order_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("joint_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_joint_place_order_id"))

    op.drop_table("joint_place")
    with op.batch_alter_table("joint_class", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_joint_class_base_id"))

    op.drop_table("joint_class")
