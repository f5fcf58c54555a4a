"""Every metric of the service, so that dashboards and alerts have one page to read."""

from prometheus_client import Gauge, Histogram

REQUEST_SECONDS = Histogram(
    "http_request_duration_seconds",
    "Time from a request's arrival to the last byte of its response.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120),
)
REQUESTS_IN_FLIGHT = Gauge("http_requests_in_flight", "Requests being answered now.")
