"""HTTP as httptools reads it, in C, with the bound it does not have itself: a request's head is so long at most."""

from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD: Final = 64 * 1024
"""As much as h11 takes. Whatever is no body counts as head: the first line, headers, how chunks are cut, trailers."""


class BoundedHttp(HttpToolsProtocol):
    """Ends a connection once it holds more of a request's head than that, and what came with it in one piece."""

    _head = 0

    def data_received(self, data: bytes) -> None:
        self._head += len(data)
        super().data_received(data)
        if self._head > LARGEST_HEAD and not self.transport.is_closing():
            self.send_400_response("The head of this request is too long.")

    def on_body(self, body: bytes) -> None:
        self._head = max(0, self._head - len(body))
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._head = 0
        super().on_message_complete()
