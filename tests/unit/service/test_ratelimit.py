"""A bucket empties with each request and fills with time."""

from service.ratelimit import RateLimit


def test_the_bucket_empties_and_refills_evenly() -> None:
    at = [0.0]
    limit = RateLimit(60, clock=lambda: at[0])
    assert [limit.take("a").allowed for _ in range(61)] == [True] * 60 + [False]
    at[0] = 1.0
    assert [limit.take("a").allowed for _ in range(2)] == [True, False]
    at[0] = 1000.0
    assert limit.take("a").remaining == 59


def test_keys_do_not_share_a_bucket() -> None:
    limit = RateLimit(1, clock=lambda: 0.0)
    assert limit.take("a").allowed
    assert not limit.take("a").allowed
    assert limit.take("b").allowed


def test_a_refusal_says_when_to_come_back() -> None:
    limit = RateLimit(6, clock=lambda: 0.0)
    for _ in range(6):
        limit.take("a")
    headers = limit.take("a").headers()
    assert headers["retry-after"] == "10"
    assert headers["ratelimit"] == '"key";r=0;t=60'
