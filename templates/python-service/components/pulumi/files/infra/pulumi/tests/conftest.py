"""The stacks, each made once."""

import pytest

from tests.stacks import ENVIRONMENTS, Made, make


@pytest.fixture(scope="session", params=ENVIRONMENTS)
def stack(request: pytest.FixtureRequest) -> Made:
    """One after the other."""
    return make(request.param)


@pytest.fixture(scope="session")
def staging() -> Made:
    """What changes are tried on."""
    return make("staging")


@pytest.fixture(scope="session")
def production() -> Made:
    """What people depend on."""
    return make("production")
