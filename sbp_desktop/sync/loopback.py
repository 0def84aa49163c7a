"""Waits on this very machine for the one answer a browser brings back from the council's sign-in (RFC 8252)."""

import queue
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Final
from urllib.parse import parse_qsl, urlsplit

PATH: Final = "/signed-in"
_LOOK_S: Final = 0.2
_LINE_S: Final = 5.0
_PAGE: Final = (
    b"<!doctype html><html lang='en'><meta charset='utf-8'><meta name='color-scheme' content='light dark'>"
    b"<title>Back to your work</title>"
    b"<body style='font:1.25rem/1.6 sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem'>"
    b"<p>You can close this page and go back to the app.</p>"
)


class Loopback:
    """Listens at 127.0.0.1 under a port of the system's choosing, from `with` until the first answer or the end."""

    def __init__(self) -> None:
        answers: queue.Queue[Mapping[str, str]] = queue.Queue()

        class Handler(BaseHTTPRequestHandler):
            timeout = _LINE_S

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                found = parts.path == PATH
                self.send_response(200 if found else 404)
                for name, value in (
                    ("content-type", "text/html; charset=utf-8"), ("cache-control", "no-store"),
                    ("referrer-policy", "no-referrer"), ("connection", "close"),
                    ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'"),
                    ("content-length", str(len(_PAGE) if found else 0)),
                ):  # fmt: skip
                    self.send_header(name, value)
                self.end_headers()
                if found:
                    self.wfile.write(_PAGE)
                    answers.put(dict(parse_qsl(parts.query, keep_blank_values=True, max_num_fields=50)))

            def version_string(self) -> str:
                return "sign-in"

            def log_message(self, *_args: object) -> None:
                """What the browser brings is for nobody else."""

        self._answers = answers
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(_LOOK_S,), name="sign-in", daemon=True)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}{PATH}"

    def __enter__(self) -> "Loopback":
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, stopped: Callable[[], bool]) -> Mapping[str, str] | None:
        """What the browser brought; None once `stopped`, which is asked five times a second."""
        while not stopped():
            try:
                return self._answers.get(timeout=_LOOK_S)
            except queue.Empty:
                continue
        return None
