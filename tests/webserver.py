"""A small real website on loopback that a test edits while it is being watched.

    with Site() as site:
        site["/list.html"] = "<ul>…</ul>"                       # a string is sent as UTF-8, bytes as they are
        site["/a.html"] = Answer("<h1>…</h1>", charset="gb18030")
        site["/gone.html"] = Answer(status=410)
        site["/slow.html"] = Answer("…", until=event)           # answers when the test sets the event
        del site["/a.html"]                                     # 404 from now on
        site.url("/list.html"), site.count("/list.html"), site.requests[-1].headers["user-agent"]

`Site(host="127.0.0.2")` is another host, with `tls=` an SSLContext it speaks HTTPS, and `site.conditional = True` makes
it answer If-None-Match. POST is answered like GET, and its body is kept: a Site is a webhook receiver too.
"""

import hashlib
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

_TYPES = {".xml": "application/xml", ".json": "application/json", ".txt": "text/plain"}


@dataclass(frozen=True, slots=True)
class Request:
    """What the site was asked; header names are lower-case, `at` is time.monotonic() on arrival."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    at: float

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site says at one path.

    `charset` encodes a string body and is declared in the header unless `content_type` says otherwise. A body of
    several chunks is sent chunked. `delay` and `drip` are seconds before the answer and before each of its bytes;
    `until` holds the answer back until the test sets it.
    """

    body: str | bytes | Iterable[bytes] = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    charset: str = "utf-8"
    content_type: str | None = None
    delay: float = 0.0
    drip: float = 0.0
    until: threading.Event | None = None


Page = str | bytes | Answer | Callable[[Request], "str | bytes | Answer"]


class Site:
    """A website: a mapping of paths to what they answer."""

    def __init__(
        self, pages: Mapping[str, Page] | None = None, *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
    ) -> None:
        self.pages: dict[str, Page] = dict(pages or {})
        self.requests: list[Request] = []
        self.conditional = False
        self.closing = threading.Event()
        self._server = _Server((host, 0), self)
        self.scheme = "https" if tls else "http"
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.host, self.port = host, int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __setitem__(self, path: str, page: Page) -> None:
        self.pages[path] = page

    def __delitem__(self, path: str) -> None:
        del self.pages[path]

    def url(self, path: str = "/") -> str:
        return f"{self.scheme}://{self.host}:{self.port}{path}"

    def count(self, path: str | None = None) -> int:
        """How often `path` was asked for; without a path, everything but robots.txt."""
        return sum(request.path == path if path else request.path != "/robots.txt" for request in list(self.requests))

    def close(self) -> None:
        """Stop listening and hang up; held answers are let go."""
        if self.closing.is_set():
            return
        self.closing.set()
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join()

    def answer(self, request: Request) -> Answer:
        """What is said to this request: the page of its path with its query, else of its path alone, else 404."""
        self.requests.append(request)
        page = self.pages.get(request.target, self.pages.get(request.path))
        if callable(page):
            page = page(request)
        if page is None:
            return Answer("not found", status=404, content_type="text/plain")
        return page if isinstance(page, Answer) else Answer(page)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def __init__(self, address: tuple[str, int], site: Site) -> None:
        self.site = site
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        # HTTPServer looks its own name up in the DNS here, which may take seconds.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def process_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        if isinstance(request, socket.socket):
            with self._lock:
                self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        if isinstance(request, socket.socket):
            with self._lock:
                self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        with self._lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is not an error."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def _respond(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, self.rfile.read(length), time.monotonic())
        site = self.server.site
        answer = site.answer(request)
        _hold(answer, site.closing)
        body = answer.body.encode(answer.charset) if isinstance(answer.body, str) else answer.body
        if isinstance(body, bytes) and site.conditional and answer.status == 200:
            etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if headers.get("if-none-match") == etag:
                answer, body = Answer(status=304, headers={"etag": etag}), b""
            else:
                answer = replace(answer, headers={**answer.headers, "etag": etag})
        self._send(answer, body)

    do_GET = do_POST = do_HEAD = do_PUT = _respond  # noqa: N815  # the names http.server calls

    def _send(self, answer: Answer, body: bytes | Iterable[bytes]) -> None:
        self.send_response(answer.status)
        named = {name.lower() for name in answer.headers}
        if "content-type" not in named and answer.status != 304:
            self.send_header("content-type", _content_type(answer, self.path))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if not isinstance(body, bytes):
            self.send_header("transfer-encoding", "chunked")
        elif "content-length" not in named and answer.status != 304:
            self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self._send_body(body, answer.drip)

    def _send_body(self, body: bytes | Iterable[bytes], drip: float) -> None:
        closing = self.server.site.closing
        if not isinstance(body, bytes):
            for chunk in body:
                if closing.is_set():
                    return
                self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            self.wfile.write(b"0\r\n\r\n")
        elif drip:
            for byte in body:
                if closing.wait(drip):
                    return
                self.wfile.write(bytes([byte]))
        else:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name http.server uses
        """Tests read `site.requests` instead."""


def _hold(answer: Answer, closing: threading.Event) -> None:
    if answer.delay:
        closing.wait(answer.delay)
    while answer.until is not None and not answer.until.wait(0.01):
        if closing.is_set():
            return


def _content_type(answer: Answer, target: str) -> str:
    if answer.content_type is not None:
        return answer.content_type
    path = urlsplit(target).path
    kind = next((kind for suffix, kind in _TYPES.items() if path.endswith(suffix)), "text/html")
    return f"{kind}; charset={answer.charset}" if isinstance(answer.body, str) else kind
