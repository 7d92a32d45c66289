"""E-mail: `mailto://` and `mailtos://`, a message of its own for each recipient, in text and HTML."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from apprise.plugins.email.base import NotifyEmail

from monitor.message import Message
from notifiers.accepted import Accepted, Round
from notifiers.escaping import clean, target
from notifiers.forms import as_mail_html, as_mail_text
from notifiers.network import Deadline, Reach
from notifiers.posting import reach_of, waits
from notifiers.verdict import DeliveryError

_PERMANENT_FROM = 500
_EXCHANGES = 4  # a session may take so many times what one answer may
_OWN_HEADERS = frozenset({"from", "to", "subject", "date", "message-id", "references", "in-reply-to", "mime-version"})


class Mail(NotifyEmail):
    """E-mail; apprise reads the URL, the standard library writes and sends."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        if self.pgp_mode != "no":
            raise ValueError("pgp= is not supported, for messages hold only what is public")

    def deliver(self, message: Message, timeout: timedelta) -> None:
        """Deliver the message to each recipient; DeliveryError if the server did not take it for all of them.

        Those who have it already do not get it again when it is tried again.
        """
        with Accepted.of(self).round(message.key, self._recipients()) as attempt, self._session(timeout) as session:
            refusals = [
                refusal
                for recipient in attempt.waiting
                if (refusal := self._refused(session, self._mail(message, recipient), recipient, attempt)) is not None
            ]
            if refusals:
                raise DeliveryError(
                    "; ".join(dict.fromkeys(str(refusal) for refusal in refusals)),
                    permanent=all(refusal.permanent for refusal in refusals),
                )

    def _refused(
        self, session: smtplib.SMTP, mail: EmailMessage, recipient: str, attempt: Round
    ) -> DeliveryError | None:
        """Hand one mail to the server and return what it had against it; the session stays usable."""
        try:
            session.send_message(mail, str(self.from_addr[1]), [recipient])
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as error:
            return _refusal(error)
        attempt.note(recipient)
        return None

    def _recipients(self) -> list[str]:
        return list(dict.fromkeys([address for _, address in self.targets] + sorted(self.cc) + sorted(self.bcc)))

    @contextmanager
    def _session(self, timeout: timedelta) -> Iterator[smtplib.SMTP]:
        """Open a session as the channel asks for it; whatever ends it too early is a DeliveryError."""
        limits = waits(self, timeout)
        seconds = max(limits.connect or 0, limits.read or 0)
        with Deadline(timedelta(seconds=seconds * (_EXCHANGES + len(self._recipients())))) as deadline:
            try:
                with self._connected(seconds, deadline) as session:
                    if self.user and self.password:
                        session.login(self.user, self.password)
                    yield session
            except smtplib.SMTPResponseException as error:
                raise _late_or(_refusal(error), deadline) from error
            except TimeoutError as error:
                raise DeliveryError(_TOO_LATE) from error
            except (smtplib.SMTPException, OSError) as error:
                raise _late_or(DeliveryError(f"the mail server could not be used: {error}"), deadline) from error

    def _connected(self, seconds: float, deadline: Deadline) -> smtplib.SMTP:
        port, reach = int(self.port or 0), reach_of(self)
        if self.secure_mode == "ssl":
            return _TlsSession(reach, deadline, self.smtp_host, port, timeout=seconds, context=self._tls())
        session = _Session(reach, deadline, self.smtp_host, port, timeout=seconds)
        if self.secure_mode == "starttls":
            session.starttls(context=self._tls())
        return session

    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if not self.verify_certificate:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context

    def _mail(self, message: Message, recipient: str) -> EmailMessage:
        name, address = str(self.from_addr[0] or self.app_id), str(self.from_addr[1])
        domain = address.rpartition("@")[2]
        mail = EmailMessage(policy=SMTP)
        mail["From"] = Address(clean(name), addr_spec=address)
        mail["To"] = Address(addr_spec=recipient)
        mail["Subject"] = clean(message.subject)
        mail["Date"] = format_datetime(datetime.now(UTC))
        mail["Message-ID"] = f"<{message.key}@{domain}>"
        if message.thread:
            mail["In-Reply-To"] = mail["References"] = f"<{_thread(message.thread)}@{domain}>"
        if self.reply_to:
            mail["Reply-To"] = ", ".join(sorted(self.reply_to))
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Pilotwatch-Key"] = message.key
        if message.unsubscribe:
            mail["List-Unsubscribe"] = f"<{target(message.unsubscribe.url)}>"
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        for header, value in self.headers.items():
            if header.lower() not in _OWN_HEADERS:
                mail[header] = clean(value)
        mail.set_content(as_mail_text(message), cte="base64")
        mail.add_alternative(as_mail_html(message), subtype="html", cte="base64")
        return mail


class _Session(smtplib.SMTP):
    """A session that connects only where it may, and is hung up on when its time is over."""

    def __init__(self, reach: Reach | None, deadline: Deadline, *args: Any, **options: Any) -> None:
        self._reach, self._deadline = reach, deadline
        super().__init__(*args, **options)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:  # smtplib's place for it
        addresses = [host] if self._reach is None else self._reach(host, port)
        failure: OSError | None = None
        for address in addresses:
            try:
                connection = socket.create_connection((address, port), timeout, self.source_address)
            except OSError as error:
                failure = failure or error
            else:
                self._deadline.watch(connection)
                return connection
        raise failure or OSError(f"{host} has no address")


class _TlsSession(smtplib.SMTP_SSL, _Session):
    """The same, encrypted from the start."""

    def __init__(self, reach: Reach | None, deadline: Deadline, *args: Any, **options: Any) -> None:
        self._reach, self._deadline = reach, deadline
        smtplib.SMTP_SSL.__init__(self, *args, **options)


_TOO_LATE = "the mail server did not answer in time; it may have taken the message"


def _late_or(error: DeliveryError, deadline: Deadline) -> DeliveryError:
    return DeliveryError(_TOO_LATE) if deadline.passed else error


def _thread(thread: str) -> str:
    return thread if thread.startswith("digest.") else f"story.{thread}"


def _refusal(error: smtplib.SMTPException) -> DeliveryError:
    """Return what the server said, without the address it said it of."""
    said: bytes | str
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, said = next(iter(error.recipients.values()))
        case smtplib.SMTPResponseException():
            code, said = error.smtp_code, error.smtp_error
        case _:
            return DeliveryError(f"the mail server refused: {error}")
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return DeliveryError(f"the mail server refused: {code} {' '.join(text.split())}", permanent=code >= _PERMANENT_FROM)
