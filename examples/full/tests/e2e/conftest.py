"""The deployed service, as its callers see it."""

import os
from collections.abc import Iterator

import httpx
import pytest


@pytest.fixture(scope="session")
def service() -> Iterator[httpx.Client]:
    with httpx.Client(base_url=os.environ["URL"], timeout=90) as client:
        yield client
