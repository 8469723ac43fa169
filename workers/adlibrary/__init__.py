"""Import of ad-library exports: any known format in, one `AdRow` an ad out."""

from workers.adlibrary.importing import read_export
from workers.adlibrary.row import AdRow, Breakdown, Export, Fault, MediaRef, Range

__all__ = [
    "AdRow",
    "Breakdown",
    "Export",
    "Fault",
    "MediaRef",
    "Range",
    "read_export",
]
