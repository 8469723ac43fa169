import pytest

from workers.claims import RulePack, explain, judge_text

FLAGGED = ("violation", "suspect")


@pytest.mark.parametrize(
    ("claim", "not_a_claim"),
    [
        ("Cao này chữa khỏi viêm xoang", "Viêm xoang có chữa khỏi được không ạ bác sĩ?"),
        ("Trà này trị dứt bệnh gút", "Không có loại trà nào trị dứt bệnh gút"),
        (
            "Viên sủi trị dứt đau khớp",
            "Sở Y tế cảnh báo viên sủi quảng cáo trị dứt đau khớp là sai sự thật",
        ),
        ("Viên uống giảm triệu chứng đau khớp ngay lập tức", "Hỗ trợ giảm triệu chứng đau khớp"),
        (
            "Không khỏi hoàn tiền, cao trị khớp",
            "Hoàn tiền nếu phát hiện hàng giả, cao dán chính hãng",
        ),
        ("Bỏ thuốc huyết áp, uống trà này", "Không tự ý bỏ thuốc huyết áp, hãy đi khám"),
        ("Bán thuốc sibutramine giảm cân", "Thu hồi lô thuốc giảm cân chứa sibutramine"),
    ],
)
def test_the_same_words_are_judged_by_their_context(
    pack: RulePack, claim: str, not_a_claim: str
) -> None:
    assert judge_text(claim, pack).verdict in FLAGGED
    assert judge_text(not_a_claim, pack).verdict == "clear"


def test_the_mandatory_warning_is_no_claim(pack: RulePack) -> None:
    warning = "Thực phẩm này không phải là thuốc và không có tác dụng thay thế thuốc chữa bệnh"
    assert judge_text(warning, pack).findings == []
    assert judge_text(warning.upper(), pack).findings == []


def test_not_yet_is_not_cure(pack: RulePack) -> None:
    assert judge_text("Em uống thuốc mà chưa khỏi viêm họng", pack).verdict == "clear"


def test_toneless_ambiguity_needs_more_than_short_words(pack: RulePack) -> None:
    assert judge_text("dua nay chua qua", pack).verdict == "clear"
    assert judge_text("dac tri thoat vi dia dem, uong la khoi", pack).verdict in FLAGGED


def test_an_explanation_lists_the_points_of_every_factor(pack: RulePack) -> None:
    explained = explain("Bệnh gút có chữa khỏi được không bác sĩ?", pack)
    assert explained.judgement.verdict == "clear"
    factors = explained.claims[0].factors
    assert factors["claim"] > 0
    assert factors["question.sentence"] < 0


def test_english_claims_are_judged_by_default(pack: RulePack) -> None:
    assert (
        judge_text("Cures arthritis and reverses diabetes in 30 days", pack).verdict == "violation"
    )
    assert judge_text("There is no cure for diabetes", pack).verdict == "clear"


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Our family has run the six schools of this town for three generations", True),
        (
            "The people who cook with us at the old Café every day are the best that we have, and "
            "this tribute to our teachers is for all of you who were with us on the way",
            True,
        ),
        ("Cao gia truyền for you, trị dứt điểm and khỏi hẳn with 1 liệu trình", False),
        ("chuwax khoir beenhj gout for you and me", False),
    ],
)
def test_a_stray_mark_does_not_make_an_english_text_vietnamese(
    pack: RulePack, text: str, english: bool
) -> None:
    assert pack.occurrences(text).words.english is english
