"""The small council behind a real socket, and a line to it that cuts, stalls, doubles, crawls or shows a sign-in page."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from sbp_desktop.sync import protocol
from sbp_desktop.sync.protocol import PATHS, TYPE, Refusal
from tests.sync.client.small_council import SmallCouncil

_STRANGERS = (protocol.SignIn, protocol.Enrol, protocol.AskRecovery, protocol.FetchRelease)
_SHAPES = {path: shape for shape, path in PATHS.items()}
PORTAL = b"<html><body>Welcome to Station Wi-Fi. Accept our terms.</body></html>"


@contextmanager
def served(council: SmallCouncil, worker: bytes) -> Iterator[int]:
    """The port where this council answers a laptop of this worker's, once it has signed in."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            shape = _SHAPES[self.path]
            if shape not in _STRANGERS and self.headers["authorization"] != "Bearer token":
                self._say(401, Refusal("token", "Sign in first."))
                return
            try:
                self._say(200, council.answer(worker, protocol.unpack(body, shape)))
            except protocol.NotAMessage:
                self._say(400, Refusal("message", "That is no message."))

        def _say(self, status: int, answer: protocol.Message) -> None:
            said = protocol.pack(answer)
            self.send_response(status)
            self.send_header("content-type", TYPE)
            self.send_header("content-length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_args: object) -> None:
            """Nothing of it is for a terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_args: None  # type: ignore[method-assign] # whoever is killed hangs up
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Line:
    """A TCP proxy on loopback. `trouble(n)` names what befalls the nth connection: "" or a method's name below."""

    def __init__(self, port: int, trouble: Callable[[int], str], speed: int = 0) -> None:
        self._to, self._trouble, self._speed = port, trouble, speed
        self.connections = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._threads: list[threading.Thread] = []
        self._ended = threading.Event()

    def __enter__(self) -> "Line":
        self._start(self._accept)
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        # Closing alone leaves the thread in accept.
        with socket.create_connection(("127.0.0.1", self.port)):
            pass
        for thread in self._threads:
            thread.join(5)
        self._socket.close()

    def _start(self, function: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=function, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._ended.is_set():
            here, _ = self._socket.accept()
            if self._ended.is_set():
                here.close()
                return
            self.connections += 1
            self._start(self._serve, here, self._trouble(self.connections))

    def _serve(self, here: socket.socket, trouble: str) -> None:
        with here:
            here.settimeout(0.05)
            try:
                while (request := self._request(here)) and not self._ended.is_set():
                    if not getattr(self, f"_{trouble or 'plain'}")(here, request):
                        return
            except OSError:
                return

    def _request(self, here: socket.socket) -> bytes:
        return self._whole(here, self._speed)

    def _whole(self, here: socket.socket, speed: int) -> bytes:
        """One message of HTTP, whole; nothing where the other end is done."""
        said = b""
        while not self._ended.is_set():
            try:
                piece = here.recv(65536)
            except TimeoutError:
                continue
            if not piece:
                return b""
            said += piece
            if speed:
                self._ended.wait(len(piece) / speed)
            head, found, body = said.partition(b"\r\n\r\n")
            if found:
                length = next(
                    int(line.split(b":")[1])
                    for line in head.split(b"\r\n")
                    if line.lower().startswith(b"content-length")
                )
                if len(body) >= length:
                    return said
        return b""

    def _ask(self, request: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self._to)) as there:
            there.settimeout(0.05)
            there.sendall(request)
            return self._whole(there, 0)

    def _plain(self, here: socket.socket, request: bytes) -> bool:
        self._give(here, self._ask(request))
        return True

    def _give(self, here: socket.socket, answer: bytes) -> None:
        step = 512 if self._speed else len(answer)
        for first in range(0, len(answer), step):
            if self._ended.is_set():
                return
            piece = answer[first : first + step]
            here.sendall(piece)
            if self._speed:
                self._ended.wait(len(piece) / self._speed)

    def _cut_before(self, _here: socket.socket, _request: bytes) -> bool:
        return False

    def _cut_after(self, _here: socket.socket, request: bytes) -> bool:
        self._ask(request)
        return False

    def _cut_inside(self, here: socket.socket, request: bytes) -> bool:
        answer = self._ask(request)
        here.sendall(answer[: len(answer) * 2 // 3])
        return False

    def _half_close(self, here: socket.socket, _request: bytes) -> bool:
        here.shutdown(socket.SHUT_WR)
        return False

    def _twice(self, here: socket.socket, request: bytes) -> bool:
        self._ask(request)
        self._give(here, self._ask(request))
        return True

    def _stall(self, here: socket.socket, request: bytes) -> bool:
        answer = self._ask(request)
        here.sendall(answer[:20])
        self._ended.wait(5.0)
        return False

    def _portal(self, here: socket.socket, _request: bytes) -> bool:
        here.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(PORTAL) + PORTAL)
        return True

    def _moved(self, here: socket.socket, _request: bytes) -> bool:
        here.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://elsewhere.example/\r\nContent-Length: 0\r\n\r\n")
        return True
