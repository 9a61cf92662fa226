"""aiosmtpd's protocol with one timer for a whole session."""

from abc import abstractmethod

from aiosmtpd.smtp import SMTP


class TimedSmtp(SMTP):
    """Calls `_timed_out` once the time is over that `_reset_timeout` gave last.

    A new timer for each command, as aiosmtpd sets, costs as much as serving one: ours goes on running and
    looks at the deadline when it rings.
    """

    _deadline = _rings_at = 0.0

    @abstractmethod
    def _timed_out(self) -> None:
        """The peer has said nothing for too long."""

    def _reset_timeout(self, duration: float | None = None) -> None:
        """Give the peer so many seconds from now on."""
        self._deadline = self.loop.time() + (duration or self._timeout_duration)
        if self._timeout_handle is None or self._deadline < self._rings_at:
            self._ring_at_deadline()

    def _ring_at_deadline(self) -> None:
        if self._timeout_handle is not None:
            self._timeout_handle.cancel()
        self._rings_at = self._deadline
        self._timeout_handle = self.loop.call_at(self._deadline, self._timeout_cb)

    def _timeout_cb(self) -> None:
        if self._deadline > self._rings_at:
            self._ring_at_deadline()
        else:
            self._timed_out()
