"""What is wrong with a body, in the names that its sender used."""

from collections.abc import Sequence

from pydantic import ValidationError

from service.problems import FieldError

_NOT_THIS_FORM = {"list_type", "model_type", "model_attributes_type", "dict_type"}


def field_errors(error: ValidationError, *above: str | int) -> list[FieldError]:
    """The faults, each with its path below `above`.

    Where a field has several forms (one source or a list of them), pydantic tells what each form
    lacks and names the forms in the path; here only the form that was sent is spoken of.
    """
    found: dict[str, str] = {}
    put_off: dict[str, str] = {}
    for entry in error.errors(include_url=False, include_context=False, include_input=False):
        pointer = "/".join(["", *map(str, above), *_sent(entry["loc"])])
        of_a_form = bool(entry["loc"]) and _is_form(entry["loc"][-1])
        if of_a_form and entry["type"] in _NOT_THIS_FORM:
            put_off.setdefault(pointer, entry["msg"])
        else:
            found.setdefault(pointer, entry["msg"])
    for pointer, detail in put_off.items():
        if not any(other.startswith(pointer) for other in found):
            found[pointer] = detail
    return [FieldError(pointer=pointer, detail=detail) for pointer, detail in found.items()]


def _sent(location: Sequence[str | int]) -> list[str]:
    """The path without the names of forms, and without the value of `kind` that follows one."""
    path: list[str] = []
    kind_follows = False
    for part in location:
        if _is_form(part):
            kind_follows = True
        elif kind_follows and isinstance(part, str):
            kind_follows = False
        else:
            path.append(str(part))
    return path


def _is_form(part: str | int) -> bool:
    return isinstance(part, str) and "[" in part
