"""Imports every file of a folder of ad-library exports and prints what each row field holds.

    python -m tests.bench.export_samples ../shared/domain/ad_exports

For checking the importer on real samples that are not part of this repository.
"""

import argparse
import sys
from pathlib import Path

from workers.adlibrary import AdRow, read_export

_FIELDS = tuple(
    name for name in AdRow.__slots__ if name not in ("format", "position", "extras", "warnings")
)


def _filled(rows: tuple[AdRow, ...]) -> str:
    counts = {
        name: sum(getattr(row, name) not in (None, (), "") for row in rows) for name in _FIELDS
    }
    return ", ".join(f"{name} {count}" for name, count in counts.items() if count)


def _warnings(rows: tuple[AdRow, ...]) -> str:
    counts: dict[str, int] = {}
    for row in rows:
        for warning in row.warnings:
            counts[warning] = counts.get(warning, 0) + 1
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))


def main() -> int:
    """Exit status 1 when a file of data holds nothing that is recognised."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    unknown = 0
    for path in sorted(parser.parse_args().folder.iterdir()):
        if path.suffix not in (".json", ".jsonl", ".csv"):
            continue
        export = read_export(path)
        held = len(export.rows) + len(export.breakdowns)
        unknown += not held
        print(f"{path.name}\n  formats {dict(export.formats)}, ads {len(export.rows)},", end=" ")
        print(f"breakdowns {len(export.breakdowns)}, faults {len(export.faults)}")
        print(f"  {_filled(export.rows)}")
        if warned := _warnings(export.rows):
            print(f"  warnings: {warned}")
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
