"""Text to words: each with its toned and folded form, its place in the original, and what broke it.

A `Tokeniser` knows the words a rule pack looks for, so that a disguised word ("ch.ữa", "tr1",
"k h ỏ i", "chuakhoi.shop") is undone only into a real word. Work is cached per chunk of text
between blanks, because ads repeat themselves.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from workers.claims.agreement import NUMBER
from workers.claims.characters import BREAK, fold, has_marks, plain_letters, toned_key
from workers.claims.disguises import UNITS, Disguises
from workers.claims.syllables import is_syllable

_CHUNK = re.compile(r"[^\s]+")
_PIECE = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)*)|(?P<word>[^\W\d_]+)|(?P<percent>%)|(?P<mark>[^\s])", re.UNICODE
)
_ADDRESS = re.compile(
    r"^(?:https?://|www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|vn|net|org|shop|store|info|xyz|top|site|"
    r"online|club|biz|asia|me|io|co|us|life|website|space|pro)(?:[/:?].*)?$"
)
_ENGLISH = frozenset(
    [
        "of",
        "and",
        "is",
        "are",
        "was",
        "with",
        "for",
        "your",
        "you",
        "our",
        "this",
        "from",
        "its",
        "they",
        "have",
        "has",
        "will",
        "without",
        "which",
        "who",
        "when",
        "what",
        "these",
        "their",
        "his",
        "her",
        "been",
        "being",
        "were",
        "would",
        "could",
        "should",
    ]
)
_ASKING = frozenset(toned_key(word) for word in ("không", "chưa", "nhỉ", "hả", "khong", "ko"))
"""Words that end a Vietnamese question even without a question mark."""
_RARELY, _SELDOM = 20, 8
"""An English text may hold a "café" in so many words, and a word that reads as Vietnamese typing
left undone ("six" for "sĩ") in so many."""
_CONTRACTION = re.compile(r"^([a-z]{2,})['’](s|t|re|ve|ll|d|m)$")
_OMISSION = re.compile(r"\.{2,}|…")
_ABBREVIATED = frozenset("dr bs ths ts gs pgs ds tp mr mrs ms no st vs ckii cki".split())  # noqa: SIM905
_SENTENCE_END = frozenset(".!?;")
_STOP, _BLOCK, _LINE, _COMMA, _PICTURE = 5, 3, 1, 1, 2
"""Extra distance that a sentence end, a new block, a new line, a comma and a pictogram put between
two words."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One word of a chunk: `key` is its toned key, `distance` what follows it adds to the way
    on."""

    key: str
    folded: str
    start: int
    end: int
    distance: int
    question: bool = False
    stop: bool = False


@dataclass(slots=True)
class Words:
    """The words of one text as parallel lists.

    `position` grows by one a word and more at breaks, so that differences measure closeness;
    `start` and `end` index the original text; `sentence` numbers sentences from 0.
    """

    text: str
    keys: list[str]
    folded: list[str]
    start: list[int]
    end: list[int]
    position: list[int]
    sentence: list[int]
    questions: set[int]
    toned: bool
    english: bool

    def __len__(self) -> int:
        return len(self.keys)


class Tokeniser:
    """Splits text into words with the help of the vocabulary (toned keys) of a rule pack."""

    def __init__(self, vocabulary: Collection[str]) -> None:
        self._disguises = Disguises(vocabulary)
        self._chunks: dict[str, tuple[Piece, ...]] = {}

    def words(self, text: str) -> Words:
        """The words of `text` with disguises undone."""
        letters, origin = plain_letters(text)
        if ".." in letters or ". ." in letters:
            letters = _OMISSION.sub(lambda dots: "…" + " " * (len(dots.group()) - 1), letters)
            letters = letters.replace(" . . . ", " …     ")
        found: list[Piece] = []
        position = 0
        last_end = 0
        places: list[tuple[int, bool]] = []
        chunks = self._chunks
        for match in _CHUNK.finditer(letters):
            begin = match.start()
            breaks = letters.count("\n", last_end, begin)
            if found and breaks:
                position += _LINE if breaks == 1 else _BLOCK
                if breaks > 1:
                    found[-1] = replace(found[-1], stop=True)
            last_end = match.end()
            chunk = match.group()
            pieces = chunks.get(chunk)
            if pieces is None:
                if len(chunks) > 100_000:
                    chunks.clear()
                pieces = chunks[chunk] = self._pieces(chunk)
            for piece in pieces:
                if not piece.key:
                    position += piece.distance
                    if found and (piece.question or piece.stop):
                        asked = found[-1].question or piece.question
                        found[-1] = replace(found[-1], question=asked, stop=True)
                    continue
                found.append(
                    Piece(
                        piece.key,
                        piece.folded,
                        begin + piece.start,
                        begin + piece.end,
                        position,
                        piece.question,
                        piece.stop,
                    )
                )
                places.append((begin, len(pieces) == 1))
                position += 1 + piece.distance
        if self._fragmented(found):
            found = self._mended(found)
        return _as_words(text, found, origin)

    def _fragmented(self, found: list[Piece]) -> bool:
        return any(len(piece.folded) == 1 and not piece.folded.isdigit() for piece in found) or any(
            len(piece.folded) < 7
            and not piece.folded[0].isdigit()
            and not is_syllable(piece.folded)
            for piece in found
        )

    def _mended(self, found: list[Piece]) -> list[Piece]:
        """Joins letters set apart ("k h ỏ i") and syllables cut in two ("tiể u")."""
        result: list[Piece] = []
        index = 0
        while index < len(found):
            run = index
            while run < len(found) and len(found[run].folded) == 1 and found[run].folded.isalpha():
                run += 1
            if run - index >= 3:
                result += self._joined_run(found[index:run])
                index = run
                continue
            pair = found[index : index + 2]
            if len(pair) == 2 and pair[1].start - pair[0].end <= 3:
                whole = self._disguises.rejoined(pair[0].key, pair[1].key)
                if whole is not None:
                    result.append(_merge(pair, whole))
                    index += 2
                    continue
            result.append(found[index])
            index += 1
        return result

    def _joined_run(self, run: list[Piece]) -> list[Piece]:
        letters = "".join(_letter(piece) for piece in run)
        parts = self._disguises.split(letters)
        if parts is None:
            return run
        merged, at = [], 0
        for part in parts:
            merged.append(_merge(run[at : at + len(part)], toned_key(part)))
            at += len(part)
        return merged

    def _pieces(self, chunk: str) -> tuple[Piece, ...]:
        if chunk.isalpha() and chunk != BREAK:
            return tuple(self._word(chunk, 0, chunk))
        stripped = chunk.strip(".,;:!?…\"'“”‘’()[]{}<>*-–—•|/\\~#+=&^_`" + BREAK)
        if _ADDRESS.match(fold(stripped)):
            return tuple(self._address(chunk, stripped))
        contracted = _CONTRACTION.match(stripped)
        if contracted:
            word = contracted.group(1) + contracted.group(2)
            begin = chunk.index(stripped)
            piece = Piece(toned_key(word), fold(word), begin, begin + len(stripped), 0)
            return (piece, *_marks(chunk, begin + len(stripped)))
        hidden = self._hidden(chunk, stripped)
        if hidden is not None:
            begin = chunk.index(stripped)
            pieces = [
                Piece(key, fold(_letters_of(key)), begin, begin + len(stripped), 0)
                for key in hidden[:1]
            ]
            pieces += [
                Piece(key, fold(_letters_of(key)), begin, begin + len(stripped), 0)
                for key in hidden[1:]
            ]
            return (*pieces, *_marks(chunk, begin + len(stripped)))
        return tuple(self._plain(chunk))

    def _hidden(self, chunk: str, stripped: str) -> tuple[str, ...] | None:
        if not stripped:
            return None
        if not stripped.isalpha():
            return self._disguises.undone(stripped)
        if "!" in chunk and not is_syllable(stripped):
            return self._disguises.undone(stripped + "!")
        return None

    def _plain(self, chunk: str) -> list[Piece]:
        pieces: list[Piece] = []
        for match in _PIECE.finditer(chunk):
            value, start = match.group(), match.start()
            if match.lastgroup == "number":
                pieces.append(Piece(value, NUMBER, start, match.end(), 0))
            elif match.lastgroup == "word":
                after_number = (
                    bool(pieces) and pieces[-1].folded == NUMBER and pieces[-1].end == start
                )
                if after_number and fold(value) in UNITS:
                    pieces.append(Piece(toned_key(value), fold(value), start, match.end(), 0))
                else:
                    pieces += self._word(value, start, value)
            elif match.lastgroup == "percent":
                pieces.append(Piece("%", "%", start, match.end(), 0))
            elif (
                value == "."
                and pieces
                and pieces[-1].end == start
                and pieces[-1].folded in _ABBREVIATED
            ):
                continue
            else:
                _mark(pieces, value, start)
        return pieces

    def _word(self, word: str, start: int, _whole: str) -> list[Piece]:
        key, folded = toned_key(word), fold(word)
        if is_syllable(word) or self._disguises.known(key):
            return [Piece(key, folded, start, start + len(word), 0)]
        repaired = self._disguises.repaired(word)
        if repaired is None:
            return [Piece(key, folded, start, start + len(word), 0)]
        if len(repaired) == 1 or sum(len(_letters_of(one)) for one in repaired) != len(word):
            only = repaired[0]
            return [Piece(only, fold(_letters_of(only)), start, start + len(word), 0)]
        pieces, at = [], start
        for one in repaired:
            size = len(_letters_of(one))
            pieces.append(Piece(one, fold(_letters_of(one)), at, at + size, 0))
            at += size
        return pieces

    def _address(self, chunk: str, stripped: str) -> list[Piece]:
        begin = chunk.index(stripped)
        pieces: list[Piece] = []
        host = re.match(r"(?:https?://)?(?:www\.)?([^/:?]+)", stripped)
        if host is None:
            return self._plain(chunk)
        names = host.group(1)
        for match in re.finditer(r"[a-z]+|\d+", names[: names.rindex(".")]):
            at = begin + host.start(1) + match.start()
            if match.group().isdigit():
                pieces.append(Piece(match.group(), NUMBER, at, at + len(match.group()), 0))
            else:
                pieces += self._word(match.group(), at, match.group())
        pieces.append(Piece("", "", 0, 0, _STOP, stop=True))
        return pieces


def _letter(piece: Piece) -> str:
    return piece.key[0] if len(piece.key) == 1 else _WITH_TONE[piece.key]


_WITH_TONE = {
    toned_key(letter): letter
    for letter in "áàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
}


def _letters_of(key: str) -> str:
    return key[:-1] if key[-1:].isdigit() and len(key) > 1 and not key[0].isdigit() else key


def _merge(pieces: list[Piece], key: str) -> Piece:
    first, last = pieces[0], pieces[-1]
    return Piece(
        key, fold(_letters_of(key)), first.start, last.end, first.distance, last.question, last.stop
    )


def _mark(pieces: list[Piece], value: str, _start: int) -> None:
    if value in _SENTENCE_END:
        pieces.append(Piece("", "", 0, 0, _STOP, question=value == "?", stop=True))
    elif value in ",:-–—/|•+…":
        pieces.append(Piece("", "", 0, 0, _COMMA))
    elif value == BREAK:
        pieces.append(Piece("", "", 0, 0, _PICTURE))


def _marks(chunk: str, begin: int) -> list[Piece]:
    pieces: list[Piece] = []
    for char in chunk[begin:]:
        _mark(pieces, char, 0)
    return pieces


def _as_words(text: str, found: list[Piece], origin: list[int] | None) -> Words:
    keys = [piece.key for piece in found]
    sentence: list[int] = []
    questions: set[int] = set()
    number = 0
    for piece in found:
        sentence.append(number)
        if piece.question or (
            piece.key in _ASKING and (piece.stop or piece is found[-1]) and len(found) > 3
        ):
            questions.add(number)
        if piece.stop:
            number += 1
    if origin is None:
        starts = [piece.start for piece in found]
        ends = [piece.end for piece in found]
    else:
        starts = [origin[piece.start] for piece in found]
        ends = [origin[piece.end] if piece.end < len(origin) else len(text) for piece in found]
    marked = [
        has_marks(key.rstrip("12345")) or (key[-1:].isdigit() and key[0].isalpha()) for key in keys
    ]
    written = sum(
        mark and not text[start:end].isascii()
        for mark, start, end in zip(marked, starts, ends, strict=True)
    )
    few_marks = _RARELY * written <= len(keys) and _SELDOM * sum(marked) <= len(keys)
    english = sum(key in _ENGLISH for key in keys)
    return Words(
        text,
        keys,
        [piece.folded for piece in found],
        starts,
        ends,
        [piece.distance for piece in found],
        sentence,
        questions,
        sum(marked) * 4 > len(keys),
        few_marks and 8 * english >= len(keys) > 2,
    )
