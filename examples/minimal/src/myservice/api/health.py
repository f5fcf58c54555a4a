"""Probes and metrics, apart from the product's own routes."""

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from myservice.api.deps import ChecksDep
from myservice.readiness import failing

router = APIRouter(tags=["operations"])


class Readiness(BaseModel):
    ready: bool
    failing: list[str]


@router.get("/health")
async def health() -> dict[str, str]:
    """Say that the process runs; touches nothing, so a broken database restarts no pod."""
    return {"status": "ok"}


@router.get("/ready", responses={503: {"model": Readiness}})
async def ready(checks: ChecksDep, response: Response) -> Readiness:
    """Say whether traffic may come, and what stands in the way."""
    names = await failing(checks)
    response.status_code = 503 if names else 200
    return Readiness(ready=not names, failing=names)


@router.get("/metrics")
async def metrics() -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
