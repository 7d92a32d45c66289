"""Signed links by which a subscription can be ended, and the codes that prove a channel. Pure."""

import base64
import hashlib
import hmac
import secrets

CODE_DIGITS = 8
_SIGNATURE = 24


def unsubscribe_url(key: bytes, public_url: str, subscription: str) -> str:
    """Return the link that ends a subscription."""
    return f"{public_url}/unsubscribe/{unsubscribe_token(key, subscription)}"


def unsubscribe_token(key: bytes, subscription: str) -> str:
    """Return a token that names a subscription and only we can make; it holds as long as the key."""
    name = base64.urlsafe_b64encode(subscription.encode()).decode().rstrip("=")
    return f"{name}.{_signature(key, name)}"


def subscription_of(key: bytes, token: str) -> str | None:
    """Return the subscription that a token of ours names; None for any other text."""
    name, _, signature = token.partition(".")
    if not hmac.compare_digest(signature.encode("utf-8", "replace"), _signature(key, name).encode()):
        return None
    try:
        return base64.urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode()
    except ValueError:
        return None


def fresh_code() -> str:
    """Return a code to be typed by a person: eight digits."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def code_digest(subscription: str, code: str) -> str:
    """Return what of a code is kept; spaces and dashes that a person types make no difference."""
    typed = "".join(character for character in code if character.isalnum())
    return hashlib.sha256(f"{subscription}\n{typed}".encode()).hexdigest()


def _signature(key: bytes, name: str) -> str:
    digest = hmac.new(key, f"unsubscribe {name}".encode("utf-8", "replace"), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode()[:_SIGNATURE]
