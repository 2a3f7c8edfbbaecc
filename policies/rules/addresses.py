"""Address blocks: which of them are a piece of the internet, by arithmetic and not by how they are written."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Final

# Nobody was ever given an IPv4 block larger than /8, and regional IPv6 registries hold /12s: what is wider is no
# one's network but a piece of the internet, however it is sliced (0.0.0.0/1 and 128.0.0.0/1 are all of it).
_WIDEST_V4, _WIDEST_V6 = 8, 16
# Addresses of three such blocks: together they are no one's either, be it in a hundred pieces.
_LARGE_V4, _LARGE_V6 = 3 * 2 ** (32 - _WIDEST_V4), 3 * 2 ** (128 - _WIDEST_V6)
_UNIQUE_LOCAL: Final = ipaddress.IPv6Network("fc00::/7")
_NO_BLOCK: Final = "what is no address block"  # cannot be shown to be narrow; never quoted, it could be anything


def internet(cidrs: Iterable[str]) -> tuple[str, ...]:
    """The pieces of the internet among these blocks, in their normal form, for messages; none is an empty tuple.

    Blocks that are each somebody's network but together as much as three of the widest count as one more piece.
    """
    pieces: set[str] = set()
    narrow_v4: list[ipaddress.IPv4Network] = []
    narrow_v6: list[ipaddress.IPv6Network] = []
    for cidr in cidrs:
        try:
            block = ipaddress.ip_network(cidr.strip(), strict=False)
        except ValueError:
            pieces.add(_NO_BLOCK)
            continue
        if isinstance(block, ipaddress.IPv6Network) and block.subnet_of(_UNIQUE_LOCAL):
            continue
        if block.prefixlen < (_WIDEST_V4 if block.version == 4 else _WIDEST_V6):
            pieces.add(str(block))
        elif isinstance(block, ipaddress.IPv4Network):
            narrow_v4.append(block)
        else:
            narrow_v6.append(block)
    for count, covered, large in (
        (len(narrow_v4), sum(b.num_addresses for b in ipaddress.collapse_addresses(narrow_v4)), _LARGE_V4),
        (len(narrow_v6), sum(b.num_addresses for b in ipaddress.collapse_addresses(narrow_v6)), _LARGE_V6),
    ):
        if covered >= large:
            pieces.add(f"{count} blocks that together are a large part of the internet")
    return tuple(sorted(pieces))
