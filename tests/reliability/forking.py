"""A forked process at the end of a wire: what is imported once need not be imported by each of a thousand children.

Whoever forks must have no threads and no store open: both would be there by halves in the child.
"""

import contextlib
import gc
import json
import os
import signal
import socket
from collections.abc import Callable
from typing import Any

_PATIENCE_S = 120.0


class Wire:
    """One JSON value a message. A socket, for its calls are none of those that are made to fail."""

    def __init__(self, end: socket.socket) -> None:
        self._end, self._left = end, b""

    def say(self, value: Any) -> None:
        self._end.sendall(json.dumps(value).encode() + b"\n")

    def hear(self) -> Any:
        """Return the next value; None when the other end is gone, or hangs."""
        while b"\n" not in self._left:
            try:
                came = self._end.recv(1 << 20)
            except (ConnectionError, TimeoutError):
                came = b""
            if not came:
                return None
            self._left += came
        line, _, self._left = self._left.partition(b"\n")
        return json.loads(line)

    def heard(self) -> list[Any]:
        """Everything said so far, without waiting for more."""
        self._end.setblocking(False)
        with contextlib.suppress(BlockingIOError, ConnectionError):
            while came := self._end.recv(1 << 20):
                self._left += came
        self._end.settimeout(_PATIENCE_S)
        *lines, self._left = self._left.split(b"\n")
        return [json.loads(line) for line in lines]

    def close(self) -> None:
        self._end.close()


class Child:
    """A forked process that runs `work(wire)`."""

    def __init__(self, work: Callable[[Wire], None]) -> None:
        ours, theirs = socket.socketpair()
        gc.freeze()  # or each child walks through all that the parent has, and gets a page of its own for each of those
        self.pid = os.fork()
        if self.pid == 0:
            ours.close()
            code = 1
            with contextlib.suppress(BaseException):
                work(Wire(theirs))
                code = 0
            os._exit(code)
        theirs.close()
        ours.settimeout(_PATIENCE_S)
        self.wire = Wire(ours)
        self._gone = False

    def ended(self) -> None:
        """Wait until it is gone; killed if it is not. Harmless a second time."""
        if self._gone:
            return
        self._gone = True
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self.wire.close()
