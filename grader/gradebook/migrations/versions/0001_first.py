"""The first tables of the gradebook."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make them all."""
    op.create_table(
        "students",
        sa.Column("student", sa.String(300), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("extra_hours", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("student", name="pk_students"),
    )
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("assignment", sa.String(200), nullable=False),
        sa.Column("student", sa.String(300), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("late", sa.Boolean, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
    )
    op.create_index("ix_attempts_assignment_student", "attempts", ["assignment", "student"])
    _child("times", "attempt", sa.Column("submitted_at", MOMENT, nullable=False), *_who_and_when())
    _child(
        "gradings",
        "attempt",
        *_who_and_when(),
        sa.Column("points", sa.Double, nullable=False),
        sa.Column("max_points", sa.Double, nullable=False),
        sa.Column("undecided", sa.Double, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("origins", sa.Text, nullable=False),
        sa.Column("report", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_gradings_key", "gradings", ["key"])
    _child(
        "check_results",
        "grading",
        sa.Column("check_id", sa.String(200), nullable=False),
        sa.Column("question", sa.String(200), nullable=False),
        sa.Column("verdict", sa.String(40), nullable=False),
        sa.Column("points", sa.Double, nullable=False),
        sa.Column("max_points", sa.Double, nullable=False),
        sa.Column("diagnosis", sa.Text, nullable=False),
    )
    op.create_table(
        "marks",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("assignment", sa.String(200), nullable=False),
        sa.Column("student", sa.String(300), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("target", sa.String(200), nullable=False),
        sa.Column("basis", sa.String(64), nullable=False),
        sa.Column("points", sa.Double, nullable=True),
        sa.Column("reason", sa.Text, nullable=False),
        *_who_and_when(),
        sa.PrimaryKeyConstraint("id", name="pk_marks"),
    )
    op.create_index("ix_marks_assignment_student", "marks", ["assignment", "student"])
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer, nullable=False),
        *_who_and_when(),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
    )


def _who_and_when() -> tuple["sa.Column[object]", ...]:
    return sa.Column("at", MOMENT, nullable=False), sa.Column("who", sa.Text, nullable=False)


def _child(table: str, parent: str, *columns: "sa.Column[object]") -> None:
    """A table whose rows belong to rows of another one."""
    key = f"{parent}_id"
    op.create_table(
        table,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column(key, sa.Integer, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint([key], [f"{parent}s.id"], name=f"fk_{table}_{key}"),
    )
    op.create_index(f"ix_{table}_{key}", table, [key])
