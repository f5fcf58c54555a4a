"""Every metric of the service, so that dashboards and alerts have one page to read."""

from prometheus_client import Counter, Gauge, Histogram

REQUEST_SECONDS = Histogram(
    "http_request_duration_seconds",
    "Time from a request's arrival to the last byte of its response.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120),
)
REQUESTS_IN_FLIGHT = Gauge("http_requests_in_flight", "Requests being answered now.")

MODEL_CALL_SECONDS = Histogram(
    "model_call_duration_seconds",
    "Time of a whole model call, its retries and fallbacks included.",
    ["operation", "outcome"],
    buckets=(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 120),
)
MODEL_CALLS_IN_FLIGHT = Gauge("model_calls_in_flight", "Model calls running now.")
MODEL_FALLBACKS = Counter(
    "model_fallbacks", "Attempts that failed and passed to the next model.", ["model"]
)
MODEL_TOKENS = Counter("model_tokens", "Tokens that were billed.", ["kind"])

CACHE_LOOKUPS = Counter("cache_lookups", "Cache lookups by result.", ["result"])
