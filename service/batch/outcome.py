"""Why one ad of a batch could not be scanned, in a form that survives processes and restarts."""

from dataclasses import dataclass

from workers.errors import AdscanError


@dataclass(frozen=True, slots=True)
class Failure:
    """A stable `code`, what happened, and what the person can do."""

    code: str
    detail: str
    remedy: str = ""

    @classmethod
    def of(cls, error: AdscanError) -> "Failure":
        return cls(error.code, error.detail, error.remedy)
