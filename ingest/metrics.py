"""What Prometheus reads of the accept path."""

from prometheus_client import CollectorRegistry, Counter, Histogram

_SECONDS = (0.005, 0.01, 0.02, 0.04, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """Counts mails by the reply they got, their bytes, and how long the answer took."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._mails = Counter("smartbcc_mails", "Mails answered, by reply code.", ["code"], registry=registry)
        self._bytes = Counter("smartbcc_mail_bytes", "Bytes of the mails answered.", registry=registry)
        self._seconds = Histogram(
            "smartbcc_mail_seconds",
            "From the end of DATA to the answer.",
            buckets=_SECONDS,
            registry=registry,
        )

    def answered(self, code: int, size: int, seconds: float) -> None:
        """One mail was answered."""
        self._mails.labels(str(code)).inc()
        self._bytes.inc(size)
        self._seconds.observe(seconds)
