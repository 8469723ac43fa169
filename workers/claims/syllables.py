"""What can be a Vietnamese syllable, and the spellings typing methods leave behind."""

import re
from functools import lru_cache

from workers.claims.characters import fold, toned_key

_ONSET = "(?:b|ch|c|d|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|r|s|th|tr|t|v|x)?"
_RIMES = (
    "a ac ach ai am an ang anh ao ap at au ay e ec em en eng eo ep et eu i ia ich iec iem ien "
    "ieng iep iet ieu im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oat oay oc "
    "oe oen oeo oet oi om on ong op ot u ua uan uang uat uay uc ue uech uenh uet ui um un ung "
    "uo uoc uoi uom uon uong uop uot uou up ut uu uy uya uych uyen uyet uynh uyt uyu y yem "
    "yen yet yeu ec ech enh"
)
_SYLLABLE = re.compile(
    f"^{_ONSET}(?:{'|'.join(sorted(set(_RIMES.split()), key=len, reverse=True))})$"
)
_OPEN_DIPHTHONG = re.compile("(?:ươ|iê|uô|yê|ă|â)[1-5]?$")
_VOWEL_MARKS = {"aa": "â", "aw": "ă", "ee": "ê", "oo": "ô", "ow": "ơ", "uw": "ư", "dd": "đ"}
_TELEX_TONE = {"s": "1", "f": "2", "r": "3", "x": "4", "j": "5"}
_VNI_MARKS = {"a6": "â", "a8": "ă", "e6": "ê", "o6": "ô", "o7": "ơ", "u7": "ư", "d9": "đ"}


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Whether a lower-case word, toned or not, is spelt like one Vietnamese syllable."""
    return bool(_SYLLABLE.match(fold(word))) and not _OPEN_DIPHTHONG.search(toned_key(word))


def from_telex(word: str) -> str | None:
    """The toned key a Telex leftover such as "trij" or "benehj" spells, None if it spells none."""
    if not word.isascii() or not word.isalpha() or not 3 <= len(word) <= 9:
        return None
    tone, rest = "", word
    for index in range(len(word) - 1, 0, -1):
        if word[index] in _TELEX_TONE and any(vowel in word[:index] for vowel in "aeiouy"):
            candidate = word[:index] + word[index + 1 :]
            if index == len(word) - 1 or is_syllable(_telex_marks(candidate)):
                tone, rest = _TELEX_TONE[word[index]], candidate
                break
    return _checked(_telex_marks(rest), tone, word)


def from_vni(word: str) -> str | None:
    """The toned key a VNI leftover such as "tri5" or "chu74a" spells, None if it spells none."""
    if not word.isascii() or not any(char in "123456789" for char in word) or len(word) > 10:
        return None
    digits = [char for char in word if char.isdigit()]
    tones = [digit for digit in digits if digit in "12345"]
    if len(tones) > 1:
        return None
    marks = [digit for digit in digits if digit in "6789"]
    letters = "".join(char for char in word if not char.isdigit())
    for mark in marks:
        letters = _put_vni_mark(letters, mark)
    return _checked(letters, tones[0] if tones else "", word)


def _telex_marks(word: str) -> str:
    if "uow" in word:
        word = word.replace("uow", "ươ")
    elif re.search("u[o]+\\w*w$", word):
        word = re.sub("uo(\\w*)w$", r"ươ\1", word)
    for typed, letter in _VOWEL_MARKS.items():
        word = word.replace(typed, letter)
    for vowel, letter in (("a", "ă"), ("o", "ơ"), ("u", "ư")):
        word = re.sub(f"{vowel}([a-z]*)w$", rf"{letter}\1", word, count=1)
    for vowel, letter in (("a", "â"), ("e", "ê"), ("o", "ô"), ("d", "đ")):
        doubled = re.match(rf"^([^{vowel}]*){vowel}([^aeou]+){vowel}$", word)
        if doubled:
            word = doubled.group(1) + letter + doubled.group(2)
    return word


def _put_vni_mark(letters: str, mark: str) -> str:
    if mark == "7" and "uo" in letters:
        return letters.replace("uo", "ươ", 1)
    for typed, letter in _VNI_MARKS.items():
        if typed[1] == mark and typed[0] in letters:
            return letters.replace(typed[0], letter, 1)
    return letters


def _checked(letters: str, tone: str, typed: str) -> str | None:
    if letters + tone == typed or not letters or not is_syllable(letters):
        return None
    return toned_key(letters) + tone if letters.isascii() is False or tone else None
