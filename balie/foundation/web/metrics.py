"""What Prometheus reads at /metrics: requests by view and status, their seconds, jobs that wait, open streams."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter("balie_requests_total", "Answered requests", ["view", "method", "status"])
SECONDS = Histogram(
    "balie_request_seconds", "Seconds until the answer", ["view"], buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
)
JOBS = Gauge("balie_jobs", "Jobs by state", ["state"])
STREAMS = Gauge("balie_live_streams", "Open live streams of this process")
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def observe(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    """Count an answered request; views by name, never by address, so that no number or token becomes a label."""
    match = request.resolver_match
    view = (match.view_name if match else "") or "none"
    method = request.method if request.method in METHODS else "other"
    REQUESTS.labels(view, method, response.status_code).inc()
    SECONDS.labels(view).observe(seconds)
