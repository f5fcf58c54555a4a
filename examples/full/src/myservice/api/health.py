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
    degraded: list[str]


@router.get("/health")
async def health() -> dict[str, str]:
    """Say that the process runs; touches nothing, so a broken database restarts no pod."""
    return {"status": "ok"}


@router.get("/ready", responses={503: {"model": Readiness}})
async def ready(checks: ChecksDep, response: Response) -> Readiness:
    """Say whether traffic may come, what stands in its way, and what is missed but not needed."""
    failed = await failing(checks)
    critical = [check.name for check in failed if check.critical]
    degraded = [check.name for check in failed if not check.critical]
    response.status_code = 503 if critical else 200
    return Readiness(ready=not critical, failing=critical, degraded=degraded)


@router.get("/metrics")
async def metrics() -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
