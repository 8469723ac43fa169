"""Scans of long videos in parts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("scans", sa.Column("part", sa.Integer(), nullable=True))
    op.create_index("ix_scans_parent_id_part", "scans", ["parent_id", "part"])


def downgrade() -> None:
    op.drop_index("ix_scans_parent_id_part", "scans")
    op.drop_column("scans", "part")
