import random

import pytest

from tests.bench.evasions import EVASIONS
from workers.claims import RulePack, judge_text

CLAIM = "Viên uống thảo dược chữa khỏi bệnh tiểu đường, trị dứt điểm viêm khớp chỉ sau 2 tuần"
HARMLESS = "Shop giao hàng nhanh, đóng gói cẩn thận, chất vải mát, mẹ mình thích lắm"


@pytest.mark.parametrize("evasion", EVASIONS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_disguised_claim_is_still_found(pack: RulePack, evasion: str, seed: int) -> None:
    hidden = EVASIONS[evasion](CLAIM, random.Random(seed))
    assert judge_text(hidden, pack).verdict in ("violation", "suspect"), hidden


@pytest.mark.parametrize("evasion", EVASIONS)
def test_a_disguised_harmless_text_stays_clear(pack: RulePack, evasion: str) -> None:
    assert judge_text(EVASIONS[evasion](HARMLESS, random.Random(4)), pack).verdict == "clear"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ch.ữa", "chưa4"),
        ("tr!", "tri"),
        ("khỏiiii", "khoi3"),
        ("chu7a4", "chưa4"),
        ("𝗸𝗵𝗼̉𝗶", "khoi3"),
        ("bе̣̂nh", "bênh5"),
        ("kh*ỏi", "khoi3"),
        ("hoà", "hoa2"),
        ("kỹ", "ki4"),
    ],
)
def test_a_word_is_read_as_meant(pack: RulePack, written: str, meant: str) -> None:
    assert pack.words(f"{written} ngay").keys[0] == meant


@pytest.mark.parametrize(
    "text",
    [
        "Viên này c\u200bhữa kh\u200bỏi đau dạ dày",
        "Viên này 𝗰𝗵𝘂̛̃𝗮 khỏi đau dạ dày",
        "Viên này chu\u031b\u0303a khỏi đau dạ dày",
        "Viên này c.h.ữ.a khỏi đau dạ dày",
    ],
)
def test_evidence_quotes_the_original_characters(pack: RulePack, text: str) -> None:
    finding = judge_text(text, pack).findings[0]
    piece = finding.evidence[0]
    assert piece.span is not None
    assert piece.quote == text[piece.span[0] : piece.span[1]]
    assert text.index("dạ dày") + len("dạ dày") == piece.span[1]


def test_words_apart_are_left_apart(pack: RulePack) -> None:
    assert pack.words("đau dạ dày.Viêm họng").keys == ["đau", "da5", "day2", "viêm", "hong5"]
    assert pack.words("ngày 2 viên, 10mg").keys == ["ngay2", "2", "viên", "10", "mg"]


def test_claims_in_a_domain_name_are_read(pack: RulePack) -> None:
    assert judge_text("https://chuakhoixuongkhop.shop/mua", pack).verdict in (
        "violation",
        "suspect",
    )
    assert judge_text("https://thoitrangnu.shop/mua", pack).verdict == "clear"
