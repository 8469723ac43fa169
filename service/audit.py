"""The append-only log of what was decided and changed, and by whom."""

import json
from typing import Any

from sqlalchemy.orm import Session

from service.store.tables import AuditRow


def record(
    session: Session,
    org_id: str,
    actor: str,
    action: str,
    object_id: str,
    request_id: str = "",
    **detail: Any,
) -> None:
    """Add one entry in the caller's transaction, so that it stands exactly if the change does."""
    session.add(
        AuditRow(
            org_id=org_id,
            actor=actor,
            action=action,
            object_id=object_id,
            request_id=request_id,
            detail=json.dumps(detail, ensure_ascii=False),
        )
    )
