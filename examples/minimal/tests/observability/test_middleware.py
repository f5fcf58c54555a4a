"""Every response carries the id of its request."""

import pytest

from myservice.settings import Settings

from tests.conftest import Connect


def test_a_given_id_is_kept(settings: Settings, connect: Connect) -> None:
    response = connect(settings).get("/health", headers={"X-Request-ID": "abc-1"})

    assert response.headers["x-request-id"] == "abc-1"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65])
def test_an_unsafe_id_is_replaced(settings: Settings, connect: Connect, given: str) -> None:
    response = connect(settings).get("/health", headers={"X-Request-ID": given})

    assert response.headers["x-request-id"] not in {given, ""}
