import pytest

from workers.reading import OcrEngine, make_engine


@pytest.fixture(scope="session")
def engine() -> OcrEngine:
    return make_engine("ppocr-vi", threads=1)
