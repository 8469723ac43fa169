"""Totals of a batch: by verdict, category, platform, advertiser, product, phone, domain, month."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from service.batch.outputs.lines import RANK, AdLine

FLAGGED = ("violation", "suspect")
_MOST_ROWS = 20


@dataclass(frozen=True, slots=True)
class Share:
    """One bar of a chart: a name, ads flagged under it, ads in all."""

    name: str
    flagged: int
    total: int


@dataclass(frozen=True, slots=True)
class Period:
    """One step of the time line (`2026-03`, or `2026-03-14`), ads by verdict in order of `RANK`."""

    name: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """The same creative in several ads; `members` in the order of the input, the original first."""

    members: tuple[AdLine, ...]

    @property
    def original(self) -> AdLine:
        return self.members[0]

    @property
    def verdict(self) -> str:
        """The gravest of its members: their own words may make the difference."""
        return min((line.verdict for line in self.members), key=RANK.index)

    @property
    def pages(self) -> tuple[str, ...]:
        names = (line.page or line.advertiser for line in self.members)
        return tuple(dict.fromkeys(name for name in names if name))


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything the page draws. `charts` by name; each holds its greatest rows first."""

    verdicts: dict[str, int]
    copies: int
    incomplete: int
    charts: dict[str, tuple[Share, ...]]
    periods: tuple[Period, ...]
    clusters: tuple[Cluster, ...]
    failures: dict[str, int]


def summarise(lines: Sequence[AdLine]) -> Summary:
    """Totals over the lines of a batch, in the order of the input."""
    verdicts = Counter(line.verdict for line in lines)
    return Summary(
        verdicts={name: verdicts.get(name, 0) for name in RANK},
        copies=sum(line.original is not None for line in lines),
        incomplete=sum(line.verdict != "error" and not line.complete for line in lines),
        charts={
            "category": _chart(lines, lambda line: line.categories),
            "platform": _chart(lines, lambda line: [line.platform]),
            "advertiser": _chart(lines, lambda line: [line.advertiser or line.page]),
            "product": _chart(lines, lambda line: line.products),
            "phone": _chart(lines, lambda line: line.phones),
            "domain": _chart(lines, lambda line: line.landing_domains),
        },
        periods=_periods(lines),
        clusters=_clusters(lines),
        failures=dict(Counter(line.failure.code for line in lines if line.failure).most_common()),
    )


def _chart(lines: Iterable[AdLine], names: Callable[[AdLine], Iterable[str]]) -> tuple[Share, ...]:
    total: Counter[str] = Counter()
    flagged: Counter[str] = Counter()
    for line in lines:
        for name in names(line):
            if name:
                total[name] += 1
                flagged[name] += line.verdict in FLAGGED
    shares = [Share(name, flagged[name], count) for name, count in total.items()]
    return tuple(sorted(shares, key=lambda s: (-s.flagged, -s.total, s.name))[:_MOST_ROWS])


def _periods(lines: Iterable[AdLine]) -> tuple[Period, ...]:
    """By month; by day where all ads are of two months or less. Empty steps in between are kept."""
    dated = [line for line in lines if line.first_shown]
    months = sorted({line.first_shown[:7] for line in dated})
    length = 10 if len(months) <= 2 else 7
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for line in dated:
        counts[line.first_shown[:length]][line.verdict] += 1
    names = sorted(counts) if length == 10 else _all_months(months)
    return tuple(Period(name, tuple(counts[name][v] for v in RANK)) for name in names)


def _all_months(months: Sequence[str]) -> list[str]:
    first, last = (int(text[:4]) * 12 + int(text[5:]) - 1 for text in (months[0], months[-1]))
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(first, last + 1)]


def _clusters(lines: Iterable[AdLine]) -> tuple[Cluster, ...]:
    lines = list(lines)
    members: dict[str, list[AdLine]] = {line.key: [line] for line in lines if not line.alike}
    for line in lines:
        if line.alike in members:
            members[line.alike].append(line)
    groups = [Cluster(tuple(group)) for group in members.values() if len(group) > 1]
    return tuple(sorted(groups, key=lambda cluster: -len(cluster.members)))
