"""Read data out of a shared library without loading it, so that none of its code runs.

The Vietnamese recogniser's weights are published only as constants inside an ELF library. Layout:
System V ABI, "Object Files" (64-bit, little-endian).
"""

import mmap
import struct
from dataclasses import dataclass
from pathlib import Path

_MAGIC = b"\x7fELF\x02\x01"
_DYNAMIC_SYMBOLS = 11
_SECTION = struct.Struct("<IIQQQQIIQQ")
_SYMBOL = struct.Struct("<IBBHQQ")


class LibraryFormatError(Exception):
    """The file is no 64-bit little-endian ELF library, or lacks the symbol asked for."""


@dataclass(frozen=True, slots=True)
class _Section:
    kind: int
    address: int
    offset: int
    size: int
    link: int


class SharedObject:
    """The exported constants of one ELF library."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if self._bytes[:6] != _MAGIC:
            raise LibraryFormatError(f"{path.name} is no 64-bit ELF library")
        self._sections = self._read_sections()
        self._symbols = self._read_symbols()

    def blob(self, name: str) -> bytes:
        """The constant `name`, whose length the library exports as the uint32 `name`_size."""
        (size,) = struct.unpack("<I", self._at(f"{name}_size", 4))
        return self._at(name, size)

    def _at(self, name: str, size: int) -> bytes:
        if name not in self._symbols:
            raise LibraryFormatError(f"the library has no symbol {name}")
        section_index, address = self._symbols[name]
        section = self._sections[section_index]
        start = section.offset + address - section.address
        return bytes(self._bytes[start : start + size])

    def _read_sections(self) -> list[_Section]:
        (table,) = struct.unpack_from("<Q", self._bytes, 0x28)
        size, count = struct.unpack_from("<HH", self._bytes, 0x3A)
        sections = []
        for index in range(count):
            row = _SECTION.unpack_from(self._bytes, table + index * size)
            _, kind, _, address, offset, length, link, _, _, _ = row
            sections.append(_Section(kind, address, offset, length, link))
        return sections

    def _read_symbols(self) -> dict[str, tuple[int, int]]:
        symbols: dict[str, tuple[int, int]] = {}
        for table in self._sections:
            if table.kind != _DYNAMIC_SYMBOLS:
                continue
            names = self._sections[table.link].offset
            for position in range(table.offset, table.offset + table.size, _SYMBOL.size):
                name, _, _, section, address, _ = _SYMBOL.unpack_from(self._bytes, position)
                start = names + name
                end = self._bytes.find(b"\0", start)
                symbols[self._bytes[start:end].decode("ascii", "replace")] = (section, address)
        return symbols
