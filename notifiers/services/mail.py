"""E-mail: `mailto://` and `mailtos://`, a message of its own for each recipient, in text and HTML."""

import smtplib
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
from notifiers.posting import waits
from notifiers.verdict import DeliveryError

_PERMANENT_FROM = 500
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
        try:
            with self._connected(max(limits.connect or 0, limits.read or 0)) as session:
                if self.user and self.password:
                    session.login(self.user, self.password)
                yield session
        except smtplib.SMTPResponseException as error:
            raise _refusal(error) from error
        except TimeoutError as error:
            raise DeliveryError("the mail server did not answer in time; it may have taken the message") from error
        except (smtplib.SMTPException, OSError) as error:
            raise DeliveryError(f"the mail server could not be used: {error}") from error

    def _connected(self, seconds: float) -> smtplib.SMTP:
        port = int(self.port or 0)
        if self.secure_mode == "ssl":
            return smtplib.SMTP_SSL(self.smtp_host, port, timeout=seconds, context=self._tls())
        session = smtplib.SMTP(self.smtp_host, port, timeout=seconds)
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
            mail["In-Reply-To"] = mail["References"] = f"<story.{message.thread}@{domain}>"
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
