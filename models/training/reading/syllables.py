"""Vietnamese syllables by generation: every lawful onset, rime and tone.

Spelling follows the standard orthography: k/gh/ngh before e, ê, i and y; checked rimes (-c -ch -p
-t) carry only the rising and the heavy tone; the tone mark goes on the nucleus. Both placements
in use for oa, oe, uy (hòa / hoà) are generated.
"""

import random
import unicodedata

_RIME_TABLE = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
i ich im in inh ip it iu ia iêc iêm iên iêng iêp iêt iêu
o oc oi om on ong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u uc ui um un ung up ut ua uôc uôi uôm uôn uông uôt
ư ưc ưi ưng ưt ưu ưa ươc ươi ươm ươn ương ươp ươt ươu
oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet
uân uâng uât uây uê uêch uênh uy uych uyên uyêt uynh uyt uyu uya uơ
"""
_ONSET_TABLE = "b c ch d đ g h kh l m n ng nh p ph qu r s t th tr v x gi"
_RIMES = tuple(_RIME_TABLE.split())
_ONSETS = (*_ONSET_TABLE.split(), "")
_BEFORE_FRONT = {"c": "k", "g": "gh", "ng": "ngh"}
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_CHECKED = ("\u0301", "\u0323")
_AFTER_QU = (
    "a",
    "ai",
    "an",
    "ang",
    "anh",
    "ao",
    "at",
    "ay",
    "e",
    "en",
    "eo",
    "et",
    "ăn",
    "ăng",
    "ăt",
    "ăc",
)
_ROUNDED = ("oa", "oă", "oe", "uâ", "uê", "uy", "uơ")


def _plain_rimes(onset: str) -> tuple[str, ...]:
    """The rimes that go with an onset; after qu the written u belongs to the onset."""
    if onset == "qu":
        glides = tuple(r[1:] for r in _RIMES if r[0] == "u" and r[:2] in _ROUNDED)
        return (*glides, *_AFTER_QU)
    if onset == "gi":
        return tuple(r for r in _RIMES if r[0] not in "iy" and r[:2] not in _ROUNDED)
    if onset in ("b", "m", "ph", "v", "p"):
        return tuple(r for r in _RIMES if r[:2] not in _ROUNDED)
    return _RIMES


def nucleus_index(rime: str, modern: bool) -> int:
    """Position in the rime of the letter that carries the tone mark."""
    marked = [i for i, c in enumerate(rime) if c in "ăâêôơư"]
    if marked:
        return marked[-1] if rime.startswith("ươ") else marked[0]
    vowels = [i for i, c in enumerate(rime) if c in "aeiouy"]
    if len(vowels) == 1:
        return vowels[0]
    if len(vowels) == 3:
        return vowels[1]
    if len(rime) > 2 and rime[-1] not in "aeiouy":
        return vowels[1]
    return vowels[1] if modern and rime in ("oa", "oe", "uy") else vowels[0]


def with_tone(rime: str, tone: str, modern: bool = False) -> str:
    """The rime with a combining tone mark placed, in NFC."""
    at = nucleus_index(rime, modern)
    return unicodedata.normalize("NFC", rime[: at + 1] + tone + rime[at + 1 :])


def lawful_tones(rime: str) -> tuple[str, ...]:
    """The tones that a rime can carry."""
    return _CHECKED if rime.endswith(("c", "ch", "p", "t")) else TONES


def parts(rng: random.Random) -> tuple[str, str]:
    """A random lawful onset and rime, spelled."""
    onset = rng.choice(_ONSETS)
    rime = rng.choice(_plain_rimes(onset))
    if onset in _BEFORE_FRONT and rime[0] in "eêiy":
        onset = _BEFORE_FRONT[onset]
    if onset == "" and rime.startswith("iê"):
        rime = "y" + rime[1:]
    return onset, rime


def syllable(rng: random.Random) -> str:
    """One random lawful syllable."""
    onset, rime = parts(rng)
    return onset + with_tone(rime, rng.choice(lawful_tones(rime)), rng.random() < 0.5)


def tone_series(rng: random.Random) -> list[str]:
    """Syllables that differ in the tone only, such as ma mà má mã mả mạ, shuffled."""
    onset, rime = parts(rng)
    modern = rng.random() < 0.5
    series = [onset + with_tone(rime, tone, modern) for tone in lawful_tones(rime)]
    rng.shuffle(series)
    return series


_NEIGHBOURS = ("aăâ", "oôơ", "eê", "uư", "dđ")


def mark_series(rng: random.Random) -> list[str]:
    """Syllables that differ in the hook, breve, circumflex or horn only (ô/ơ, a/ă/â, d/đ)."""
    onset, _ = parts(rng)
    group = rng.choice(_NEIGHBOURS)
    tone = rng.choice(TONES)
    word = (
        onset
        + unicodedata.normalize("NFC", rng.choice(group) + tone)
        + rng.choice(["", "n", "m", "ng", "i"])
    )
    found = []
    for other in group:
        for letter in group:
            source = unicodedata.normalize("NFC", letter + tone)
            if source in word:
                found.append(word.replace(source, unicodedata.normalize("NFC", other + tone)))
                break
    return found or [word]
