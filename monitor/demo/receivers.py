"""Where the demo's alerts arrive: a mail server and a webhook on loopback that keep what they get."""

import json
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from monitor.demo.loopback import Answer, Asked, Loopback, free_port


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail as its reader sees it."""

    to: tuple[str, ...]
    subject: str
    text: str
    html: str


class Mailbox:
    """A mail server that takes everything; `mails` in the order of arrival."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def __enter__(self) -> Self:
        """Open the mail server."""
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the mail server."""
        self._controller.stop()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802
        """Take a message; the name and the arguments are aiosmtpd's."""
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        self.mails.append(_read(content, tuple(envelope.rcpt_tos)))
        return "250 taken"


def _read(content: bytes, to: tuple[str, ...]) -> Mail:
    message = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
    return Mail(to, str(message["Subject"]), _part(message, "plain"), _part(message, "html"))


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""


@dataclass(frozen=True, slots=True)
class Post:
    """A JSON object as it came to a path."""

    path: str
    body: dict[str, Any]


class Webhook:
    """A webhook that takes everything; `posts` in the order of arrival."""

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self.server = Loopback(self._answer)

    def __enter__(self) -> Self:
        """Return the webhook, already answering."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop answering."""
        self.server.__exit__(kind, error, trace)

    def _answer(self, asked: Asked) -> Answer:
        self.posts.append(Post(asked.path.partition("?")[0], json.loads(asked.body)))
        return Answer(b"{}", "application/json")
