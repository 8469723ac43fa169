"""JSON logs, one object a line, with the ids of request, scan and task bound.

Neither secrets nor the text of ads are logged; at info level an ad is known by its scan's id alone.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRET_NAMES = frozenset({"authorization", "secret", "key", "token", "password", "caption"})
_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def _hide_secrets(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    for name in event:
        if name.lower() in _SECRET_NAMES:
            event[name] = "[hidden]"
    return event


def configure_logs(level: str) -> None:
    """Send this process's logs, its libraries' included, to standard error as JSON."""
    structlog.configure(
        processors=[
            *_SHARED,
            structlog.stdlib.filter_by_level,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _hide_secrets,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for noisy in ("amqp", "kombu", "botocore", "boto3", "urllib3", "s3transfer", "httpcore"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    for own_handler in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(own_handler)
        logger.handlers.clear()
        logger.propagate = own_handler != "uvicorn.access"
