"""One HTTP request to a service, under the options of its channel, answered or a DeliveryError."""

import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from apprise.plugins.base import NotifyBase

from notifiers.network import Reach, client
from notifiers.verdict import DeliveryError, Reply, judge_status

LONGEST_ANSWER = 65_536
_JSON = {"content-type": "application/json; charset=utf-8"}


def post_json(
    plugin: NotifyBase,
    url: str,
    payload: Mapping[str, Any],
    *,
    timeout: timedelta,
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, str] | None = None,
    auth: tuple[str, str] | None = None,
    method: str = "POST",
) -> Reply:
    """Send `payload` as JSON and return the answer; its status is 2xx.

    `timeout` holds for the whole exchange unless the channel states its own (`?rto=`, `?cto=`).
    """
    content = json.dumps(payload, ensure_ascii=False).encode("utf-8", "replace")
    return _exchange(
        plugin,
        method,
        url,
        timeout=timeout,
        content=content,
        headers=_JSON | dict(headers or {}),
        params=params,
        auth=auth,
    )


def post_form(plugin: NotifyBase, url: str, fields: Mapping[str, str], *, timeout: timedelta) -> Reply:
    """Send `fields` as a form and return the answer; its status is 2xx."""
    return _exchange(plugin, "POST", url, timeout=timeout, data=dict(fields))


def get(plugin: NotifyBase, url: str, params: Mapping[str, str], *, timeout: timedelta) -> Reply:
    """Ask for `url` and return the answer; its status is 2xx."""
    return _exchange(plugin, "GET", url, timeout=timeout, params=params)


def waits(plugin: NotifyBase, timeout: timedelta) -> httpx.Timeout:
    """Return the time limits of one exchange: the channel's own where its URL states them, else `timeout`."""
    connect, read = plugin.request_timeout
    unset_connect, unset_read = type(plugin).socket_connect_timeout, type(plugin).socket_read_timeout
    seconds = timeout.total_seconds()
    return httpx.Timeout(
        seconds,
        connect=seconds if connect == unset_connect else connect,
        read=seconds if read == unset_read else read,
    )


def _exchange(plugin: NotifyBase, method: str, url: str, *, timeout: timedelta, **request: Any) -> Reply:
    service = str(plugin.service_name)
    limits = waits(plugin, timeout)
    assert limits.read is not None
    end = time.monotonic() + max(limits.read, timeout.total_seconds())
    request["headers"] = {"user-agent": plugin.app_id} | request.get("headers", {})
    params = request.pop("params", None) or {}
    try:
        address = httpx.URL(url).copy_merge_params(params)  # as an argument they would replace the URL's own
        with (
            client(verify=plugin.verify_certificate, end=end, reach=reach_of(plugin)) as exchange,
            exchange.stream(method, address, timeout=limits, follow_redirects=plugin.redirects, **request) as response,
        ):
            reply = Reply(response.status_code, dict(response.headers), _read(response, service, end))
    except httpx.TimeoutException as error:
        raise DeliveryError(f"{service} did not answer in time; it may have taken the message") from error
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise DeliveryError(f"{service} could not be reached: {error or type(error).__name__}") from error
    judge_status(service, reply, datetime.now(UTC))
    return reply


def _read(response: httpx.Response, service: str, end: float) -> bytes:
    body = b""
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > LONGEST_ANSWER:
            break
        if time.monotonic() > end:
            raise DeliveryError(f"{service} did not finish its answer in time; it may have taken the message")
    return body[:LONGEST_ANSWER]


def reach_of(plugin: NotifyBase) -> Reach | None:
    """Return where the channel may lead; None for anywhere."""
    reach: Reach | None = plugin.__dict__.get("reach")
    return reach
