"""Companion tables of Meta flattenings: who saw an ad, by region or by age and gender."""

from workers.adlibrary.formats.base import Format, ad_id
from workers.adlibrary.row import AdRow, Breakdown, Record
from workers.adlibrary.values import text_of

_GROUPS = {"age", "gender", "region", "country"}
_SHARES = {"percentage", "share"}


def recognises(record: Record) -> bool:
    fields = set(record)
    return (
        "ad_id" in fields
        and bool(fields & _SHARES)
        and bool(fields & _GROUPS)
        and fields <= {"ad_id"} | _SHARES | _GROUPS
    )


def read(record: Record, _position: int) -> AdRow | Breakdown:
    external_id, _ = ad_id(record.get("ad_id"))
    share = text_of(record.get("percentage") or record.get("share")) or ""
    if external_id is None:
        raise ValueError("the ad's id is missing or damaged")
    return Breakdown(
        external_id,
        {name: text for name in sorted(_GROUPS) if (text := text_of(record.get(name)))},
        float(share.rstrip("%").replace(",", ".")) / (100 if share.endswith("%") else 1),
    )


FORMAT = Format("meta_breakdown", recognises, read)
