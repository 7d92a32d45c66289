"""Real receivers on loopback: a mailbox behind an SMTP server, and an HTTP server that answers as chat services do."""

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Inbox:
    """An SMTP server that keeps what it takes; `refused` maps a recipient to the answer it gets instead."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.raw: list[bytes] = []
        self.refused: dict[str, str] = {}
        self.answer = "250 OK"
        self.port = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take the recipient, or answer as told."""
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the mail, or answer as told."""
        if self.answer.startswith("250"):
            content = cast("bytes", envelope.original_content)
            self.raw.append(content)
            self.mails.append(message_from_bytes(content, EmailMessage, policy=default))
            self.recipients.append(list(envelope.rcpt_tos))
        return self.answer

    def url(self, *recipients: str, options: str = "") -> str:
        """Return the channel that delivers here."""
        return f"mailto://127.0.0.1:{self.port}?from=watch@pilotwatch.example&to={','.join(recipients)}{options}"


@contextmanager
def mailbox() -> Iterator[Inbox]:
    """Run an SMTP server on a free port."""
    inbox = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        inbox.port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=inbox.port)
    controller.start()
    try:
        yield inbox
    finally:
        controller.stop()


@dataclass(frozen=True, slots=True)
class Request:
    """What the receiver got."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver says; `hangs` takes the request and says nothing, `resets` breaks the connection."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    hangs: bool = False
    resets: bool = False


def verdict(status: int = 200, /, **fields: Any) -> Answer:
    """Return an answer with a JSON body."""
    return Answer(status, json.dumps(fields).encode())


WECOM_TAKEN = verdict(errcode=0, errmsg="ok")
WECOM_LIMITED = verdict(errcode=45009, errmsg="api freq out of limit")
DINGTALK_TAKEN = verdict(errcode=0, errmsg="ok")
DINGTALK_REFUSED = verdict(errcode=310000, errmsg="keywords not in content")
FEISHU_TAKEN = verdict(code=0, msg="success", data={})
FEISHU_REFUSED = verdict(code=19024, msg="Key Words Not Found")


class Receiver:
    """An HTTP server that records requests and answers with `answer`, or what `answers` yields first."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.requests: list[Request] = []
        self.answer = Answer()
        self.answers: list[Answer] = []
        self.release = threading.Event()
        self.asked = threading.Event()
        self.address = f"127.0.0.1:{server.server_address[1]}"
        self._lock = threading.Lock()

    @property
    def base(self) -> str:
        """Where it listens."""
        return f"http://{self.address}"

    def take(self, request: Request) -> Answer:
        """Record a request and return what to answer."""
        with self._lock:
            self.requests.append(request)
            self.asked.set()
            return self.answers.pop(0) if self.answers else self.answer


def _handler(receiver: Callable[[], Receiver]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _take(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = receiver().take(Request(self.command, self.path, headers, body))
            self.close_connection = True
            if answer.hangs:
                receiver().release.wait(30)
            elif answer.resets:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
            else:
                self._say(answer)

        do_GET = do_POST = do_PUT = _take  # noqa: N815 - http.server's names

        def _say(self, answer: Answer) -> None:
            self.send_response(answer.status)
            for name, value in {"content-length": str(len(answer.body)), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
            """Keep quiet."""

    return Handler


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Run an HTTP receiver on a free port."""
    found: list[Receiver] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(lambda: found[0]))
    found.append(Receiver(server))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield found[0]
    finally:
        found[0].release.set()
        server.shutdown()
        server.server_close()
        thread.join()
