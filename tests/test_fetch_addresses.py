"""What may be connected to: attacks 1, 2 and 4 of the threat model, without any packet leaving the machine."""

import ipaddress
import socket
import ssl
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetch import Fetcher, FetchError
from monitor.fetch.addresses import Allowance, checked_url
from monitor.model import Health, Network
from tests.webserver import Answer, Site

STRICT = Network(per_host_interval=timedelta(0), timeout=timedelta(seconds=3))
OPEN = Network(allow_private=("127.0.0.0/8",), per_host_interval=timedelta(0), timeout=timedelta(seconds=3))

PRIVATE = [
    "127.0.0.1",
    "127.8.9.1",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.5.4",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.127.255.254",
    "192.0.0.8",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "192.88.99.1",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "fd12::1",
    "fec0::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:808:808::",
    "2001::1",
    "2001:db8::1",
    "::127.0.0.1",
    "100::1",
    "5f00::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_attack_1_addresses_that_are_no_public_host_are_not_covered(address: str) -> None:
    assert not Allowance().covers(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "202.108.0.1", "1.1.1.1", "2400:3200::1", "2606:4700::1111", "240e::1"])
def test_public_addresses_are_covered(address: str) -> None:
    assert Allowance().covers(ipaddress.ip_address(address))


@given(st.ip_addresses())
def test_nothing_private_by_the_registry_is_ever_covered(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if address.is_private or address.is_multicast or address.is_link_local or address.is_reserved:
        assert not Allowance().covers(address)


def test_an_allowed_network_is_covered_also_in_its_mapped_form_and_no_other() -> None:
    allowance = Allowance(["127.0.0.0/8", "fd00::/8"])
    assert allowance.covers(ipaddress.ip_address("127.0.0.1"))
    assert allowance.covers(ipaddress.ip_address("::ffff:127.0.0.1"))
    assert allowance.covers(ipaddress.ip_address("fd12::1"))
    assert not allowance.covers(ipaddress.ip_address("10.0.0.1"))


HOSTS = ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "169.254.169.254", "0.0.0.0"]


@pytest.mark.parametrize(
    "host", [*HOSTS, "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "１２７.0.0.1", "127。0。0。1"]
)
async def test_attack_1_private_hosts_are_refused_in_every_disguise(host: str) -> None:
    async with Fetcher(STRICT) as fetcher:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(f"http://{host}/")
    assert caught.value.health is Health.BLOCKED


async def test_attack_2_a_redirect_to_a_private_address_is_refused(site: Site) -> None:
    site["/"] = Answer(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data"})
    async with Fetcher(OPEN) as fetcher:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(site.url())
    assert caught.value.health is Health.BLOCKED


async def test_attack_2_a_name_that_resolves_to_a_private_address_is_refused_and_never_connected(site: Site) -> None:
    site["/"] = "internal"
    async with Fetcher(STRICT) as fetcher:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(f"http://localhost:{site.port}/")
    assert caught.value.health is Health.BLOCKED
    assert "allow_private" in str(caught.value)
    assert not site.requests


async def test_a_name_in_an_allowed_network_is_fetched(site: Site) -> None:
    site["/"] = "x"
    if not any(entry[4][0] == "127.0.0.1" for entry in socket.getaddrinfo("localhost", site.port)):
        pytest.skip("localhost has no IPv4 address here")
    async with Fetcher(OPEN) as fetcher:
        page = await fetcher.fetch(f"http://localhost:{site.port}/")
    assert page is not None
    assert site.requests[-1].headers["host"] == f"localhost:{site.port}"


@pytest.mark.parametrize(
    "url",
    [
        "http://good.example\\@127.0.0.1/",
        "http://user@good.example/",
        "http://user:word@good.example/",
        "http://good.example#@127.0.0.1\\/",
        "http://good.example:80:90/",
        "http://good.example:99999/",
        "http://exa mple/",
        "http://good.example/\r\nHost: evil",
        "http://\tgood.example/",
        "http:///path",
        "http://",
        "//good.example/",
        "good.example",
        "",
        "http://[::1",
        "file:///etc/passwd",
        "source:file:///etc/passwd",
        "ftp://good.example/",
        "javascript:alert(1)",
        "gopher://good.example/",
        "data:text/html,x",
        "http://good.example/" + "a" * 9000,
    ],
)
def test_attacks_2_and_4_ambiguous_and_other_urls_are_refused(url: str) -> None:
    with pytest.raises(FetchError) as caught:
        checked_url(url)
    assert caught.value.health is Health.BLOCKED


@pytest.mark.parametrize("url", ["https://www.gov.cn/a?b=c#d", "http://例子.中国/路径", "http://h.example:8080/?a=@b"])
def test_plain_urls_are_accepted(url: str) -> None:
    assert checked_url(url).scheme in ("http", "https")


@given(st.text(max_size=60))
def test_any_text_is_a_checked_url_or_a_fetch_error(text: str) -> None:
    for url in (text, f"http://{text}", f"https://h.example/{text}"):
        try:
            assert checked_url(url).host
        except FetchError as error:
            assert error.health is Health.BLOCKED  # noqa: PT017


@pytest.fixture
def certified(tmp_path: Path) -> Iterator[tuple[Site, ssl.SSLContext]]:
    """A site behind TLS with a certificate for `localhost` that only the returned context trusts."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
    ]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", str(key)]
    try:
        subprocess.run([*command, "-out", str(certificate)], check=True, capture_output=True, timeout=30)
    except FileNotFoundError:
        pytest.skip("openssl is not installed: no certificate to test TLS with")
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    with Site({"/": "x"}, tls=server) as site:
        yield site, ssl.create_default_context(cafile=str(certificate))


async def test_certificates_are_verified_against_the_name_though_the_address_is_pinned(
    certified: tuple[Site, ssl.SSLContext],
) -> None:
    site, trusting = certified
    async with Fetcher(OPEN, tls=trusting) as fetcher:
        assert await fetcher.fetch(f"https://localhost:{site.port}/") is not None
        with pytest.raises(FetchError) as wrong_name:
            await fetcher.fetch(f"https://127.0.0.1:{site.port}/")
    async with Fetcher(OPEN) as fetcher:
        with pytest.raises(FetchError) as not_trusted:
            await fetcher.fetch(f"https://localhost:{site.port}/")
    assert wrong_name.value.health is not_trusted.value.health is Health.UNREACHABLE
