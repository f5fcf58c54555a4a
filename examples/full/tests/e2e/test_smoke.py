"""Signs of life after a release; nothing is left behind."""

from uuid import uuid4

import httpx
import pytest

pytestmark = pytest.mark.e2e
NAME = uuid4().hex  # asked about for the first time


def test_requests_reach_the_service(service: httpx.Client) -> None:
    """A gateway without a backend answers too, but knows no request ids."""
    response = service.get("/v1/nothing-here", headers={"X-Request-ID": "smoke"})
    assert (response.status_code, response.headers.get("X-Request-ID")) == (404, "smoke")


@pytest.mark.parametrize("path", ["/health", "/ready", "/metrics"])
def test_probes_and_metrics_stay_inside(service: httpx.Client, path: str) -> None:
    assert "X-Request-ID" not in service.get(path).headers


def test_the_model_answers(service: httpx.Client) -> None:
    question = {"messages": [{"role": "user", "content": f"Say hello to {NAME}."}]}
    response = service.post("/v1/chat", json=question)
    assert response.status_code == 200
    assert response.json()["answer"]


def test_the_documents_are_searched(service: httpx.Client) -> None:
    response = service.post("/v1/documents/search", json={"query": NAME})
    assert response.status_code == 200
