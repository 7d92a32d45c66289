"""Where channels that people entered may lead: to public hosts, and to the private networks an operator allowed."""

import ipaddress
import socket
from collections.abc import Sequence
from functools import lru_cache

from monitor.config import Config
from monitor.fetch.addresses import Allowance
from notifiers import DeliveryError, Reach


def reach_of(config: Config) -> Reach:
    """Return the check of hosts for a configuration; the same one for the same networks."""
    return _reach(config.network.allow_private)


@lru_cache(maxsize=8)
def _reach(allow_private: tuple[str, ...]) -> Reach:
    allowance = Allowance(allow_private)

    def addresses(host: str, port: int) -> Sequence[str]:
        """Return the addresses of a host that may be connected to; raises OSError, or DeliveryError if none may."""
        found = {
            ipaddress.ip_address(str(entry[4][0]).partition("%")[0])
            for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        }
        allowed = [str(each) for each in sorted(found, key=lambda each: (each.version, each)) if allowance.covers(each)]
        if not allowed:
            raise DeliveryError(f"{host} is not a public host", permanent=True)
        return allowed

    return addresses
