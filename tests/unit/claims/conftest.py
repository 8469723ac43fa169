import pytest

from workers.claims import RulePack, load_pack


@pytest.fixture(scope="session")
def pack() -> RulePack:
    return load_pack("vn", verify=False)
