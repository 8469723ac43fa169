"""What the recogniser is fed: filterbank energies, vocabulary, constants of a library."""

import struct

import numpy as np
import pytest

from models.speech.filterbank import BINS, log_mel
from models.speech.shared_object import LibraryFormatError, SharedObject
from models.speech.vietnamese import read_vocabulary
from tests.unit.listening.sounds import silence, tone


def test_a_tone_is_loudest_in_its_own_filter():
    low, high = log_mel(tone(1, 0.5, 300)), log_mel(tone(1, 0.5, 3000))
    assert low.shape == (98, BINS)
    assert low.mean(axis=0).argmax() < high.mean(axis=0).argmax()


def test_silence_has_the_floor_everywhere():
    features = log_mel(silence(0.5))
    assert features == pytest.approx(np.log(1e-10))


def test_less_than_a_frame_gives_no_features():
    assert log_mel(silence(0.02)).shape == (0, BINS)


def test_pieces_keep_spaces_inside_their_names():
    assert read_vocabulary("<blank> 0\n▁xin 1\na b 2\n") == ("<blank>", "▁xin", "a b")


def library(constants: dict[str, bytes]) -> bytes:
    """A minimal ELF file: data, symbol names, dynamic symbols, section table."""
    data, names, symbols = b"", b"\0", b"\0" * 24
    for name, value in constants.items():
        for symbol, content in ((name, value), (f"{name}_size", struct.pack("<I", len(value)))):
            symbols += struct.pack("<IBBHQQ", len(names), 0x11, 0, 1, 0x5000 + len(data), 0)
            names += symbol.encode() + b"\0"
            data += content
    header = 64
    parts = {
        "data": header,
        "names": header + len(data),
        "symbols": header + len(data) + len(names),
    }
    table = parts["symbols"] + len(symbols)
    section = struct.Struct("<IIQQQQIIQQ")
    sections = section.pack(*[0] * 10)
    sections += section.pack(0, 1, 2, 0x5000, parts["data"], len(data), 0, 0, 1, 0)
    sections += section.pack(0, 3, 0, 0, parts["names"], len(names), 0, 0, 1, 0)
    sections += section.pack(0, 11, 2, 0, parts["symbols"], len(symbols), 2, 0, 8, 24)
    start = b"\x7fELF\x02\x01\x01" + b"\0" * 9
    start += struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 0, table, 0, 64, 0, 0, 64, 4, 0)
    return start + data + names + symbols + sections


def test_constants_are_read_without_loading_the_library(tmp_path):
    file = tmp_path / "lib.so"
    file.write_bytes(library({"network": b"onnx bytes", "vocabulary": "xin chào".encode()}))
    shared = SharedObject(file)
    assert shared.blob("network") == b"onnx bytes"
    assert shared.blob("vocabulary").decode() == "xin chào"


def test_a_missing_constant_and_a_foreign_file_are_named(tmp_path):
    file = tmp_path / "lib.so"
    file.write_bytes(library({"network": b"1"}))
    with pytest.raises(LibraryFormatError, match="no symbol other"):
        SharedObject(file).blob("other")
    file.write_bytes(b"MZ" + b"\0" * 100)
    with pytest.raises(LibraryFormatError, match="no 64-bit ELF"):
        SharedObject(file)
