"""Names of the categories of a report, from the rule pack that judged it."""

from collections.abc import Mapping
from functools import cache

from service.pages.words import Phrase, words_of
from workers.claims.pack import load_pack, pack_names
from workers.errors import RulePackError
from workers.report import ScanReport


def category_names(report: ScanReport) -> Mapping[str, Phrase]:
    """The name of every category in the report.

    A category of a pack that is not installed here is named by its identifier in words.
    """
    known = _installed(report.engine.rules.id)
    used = {*report.categories, *(finding.category for finding in report.findings)}
    return {category: known.get(category) or words_of(category) for category in used}


@cache
def _installed(pack_id: str) -> Mapping[str, Phrase]:
    # A report may come from elsewhere: its pack id is only a name here, never a path.
    if pack_id not in pack_names():
        return {}
    try:
        pack = load_pack(pack_id, verify=False)
    except RulePackError:
        return {}
    return {key: Phrase(one.name.vi, one.name.en) for key, one in pack.categories.items()}
