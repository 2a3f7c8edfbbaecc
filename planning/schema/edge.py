"""Sections of what faces the world: names, network, CDN, firewall."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator

from planning import signing_keys
from planning.counting import RuleName
from planning.maintenance import LONGEST_MESSAGE
from planning.schema.base import AdminBlock, Block, Date, Section, UrlPath, between, distinct, matching, some

_LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = matching(
    # ACM takes 64 characters for a certificate's first name, which may be origin.<domain>.
    rf"(?=.{{4,57}}$)({_LABEL}\.)+[a-z]([a-z0-9-]*[a-z0-9])",
    "a domain name like shop.example.com: lower case, no leading or trailing dot, 57 characters at the most",
)
_ARN = matching(
    r"arn:aws:acm:[a-z0-9-]+:[0-9]{12}:certificate/[0-9a-f-]{36}",
    "the ARN of an ACM certificate, like arn:aws:acm:<region>:<account>:certificate/<id>",
)


def _public_key(text: str) -> str:
    if "PRIVATE KEY" in text:
        raise ValueError("is a private key: treat it as leaked, make a new pair and put the public key here")
    if not signing_keys.readable(text):
        raise ValueError("must be a public key in PEM form, from -----BEGIN PUBLIC KEY----- on")
    if not signing_keys.taken(text):
        raise ValueError("must be RSA with 2048 bits or ECDSA on P-256: CloudFront takes no other key")
    return text


class Dns(Section):
    """`megane:dns`. Settle the mode before the first deployment: moving from HTTP to HTTPS replaces listener rules."""

    mode: Literal["managed-zone", "existing-zone", "external-certificate", "none"]
    domain: Annotated[str, _DOMAIN] | None = None
    zone_id: Annotated[str, matching("Z[0-9A-Z]{1,31}", "the id of a Route 53 zone, like Z0123456789ABC")] | None = None
    certificate_arn: Annotated[str, _ARN] | None = None
    cdn_certificate_arn: Annotated[str, _ARN] | None = None


_Zone = Annotated[str, matching("[a-z]{2}(-[a-z]+)+-[0-9][a-f]", "an availability zone like ap-northeast-1a")]


class Network(Section):
    """`megane:network`. Blocks are planned from `cidr` unless all three lists are given, one block for each zone."""

    cidr: Block = "10.0.0.0/16"
    azs: tuple[_Zone, ...] = ()
    public_subnets: tuple[Block, ...] = ()
    private_subnets: tuple[Block, ...] = ()
    isolated_subnets: tuple[Block, ...] = ()
    nat_gateways: Literal["single", "per-az"]


_PublicKey = Annotated[str, AfterValidator(_public_key)]


AppRoute = Literal["direct", "prepared", "cdn", "cdn-only"]


class Cdn(Section):
    """`megane:cdn`. With no signing key the CDN serves no uploads: they are personal data and need signed URLs.

    A second key is for the change from one pair to the next: addresses signed with either are good. A person puts the
    private half of the last key into the SecureString that the output `signingKeyParameter` names, encrypted with the
    stack's data key, before tasks start with it: without it none starts. A new key is a new name, and each stack has
    its own.

    `appRoute`, the way of visitors to the application, and with all but `direct` a firewall before the CDN. `direct`:
    to the load balancer. `prepared`: still there, but the CDN would serve them as well. `cdn`: the name leads to the
    CDN, and the load balancer still serves those whose resolver remembers it. `cdn-only`: it turns these away. Go one
    step at a time, either way, and wait some minutes after a step for resolvers and firewalls: two steps at once may
    refuse visitors. Where the zone is not this stack's (external-certificate), change the name by hand at `cdn`.
    """

    signing_public_keys: tuple[_PublicKey, ...] = ()
    # 200 is the cheapest class with Japan in it.
    price_class: Literal["PriceClass_200", "PriceClass_All"] = "PriceClass_200"  # 100 has no place in Japan
    app_route: AppRoute = "direct"  # not on and off, which are true and false in YAML

    @property
    def args(self) -> dict[str, Any]:
        """What `components.CdnArgs` takes of this."""
        return self.model_dump(exclude={"app_route"}) | {"front_app": self.fronts_app}

    @property
    def fronts_app(self) -> bool:
        """Whether the CDN serves the application to those who come to it."""
        return self.app_route != "direct"

    @property
    def receives_app(self) -> bool:
        """Whether the application's name leads to the CDN."""
        return self.app_route in ("cdn", "cdn-only")

    @property
    def through(self) -> Literal["files", "also", "only"]:
        """What the firewall of the load balancer knows to come through the CDN."""
        if self.app_route == "cdn-only":
            return "only"
        return "also" if self.fronts_app else "files"


_Path = Annotated[
    UrlPath,
    # 200 is what the firewall compares with at the most.
    matching("/[a-z0-9][^A-Z]{0,198}", "a path below /, in lower case (requests are lower-cased)"),
]
# Not /api: the limit of a whole service's bodies would be gone, and with it the look into them.
_UploadPath = Annotated[
    _Path,
    matching(
        "/[^/]+/[^/].*", "a path of two segments at least, like /api/uploads: behind 8 KB nothing is looked at there"
    ),
]


class Waf(Section):
    """`megane:waf`: who may reach the admin paths, and how many requests one address may make in five minutes.

    Bodies of more than 8 KB are for `upload_paths` only, as the firewall reads no further. `count` names rules that
    only count what they would stop, for the first weeks, until `count_until`; `common` does not stand for
    `oversize-body`, which goes on blocking unless it is named itself.
    """

    admin_cidrs: Annotated[tuple[AdminBlock, ...], some, distinct]
    admin_paths: Annotated[tuple[_Path, ...], some, distinct] = ("/admin", "/api/admin")
    rate_limit: Annotated[int, between(10, 2_000_000_000)] = 2000
    upload_paths: Annotated[tuple[_UploadPath, ...], distinct] = ("/api/uploads",)
    count: Annotated[tuple[RuleName, ...], distinct] = ()
    count_until: Date | None = None
    log_all: bool


class Maintenance(Section):
    """`megane:maintenance`: a page for visitors, while those from `allowed_cidrs` and testers still get through."""

    enabled: bool = False
    allowed_cidrs: Annotated[tuple[AdminBlock, ...], distinct] = ()
    retry_after_seconds: Annotated[int, between(60, 604_800, "seconds, a week at the most")] = 3600
    message: (
        Annotated[
            str,
            matching(
                rf"(?=.*\S)[^\x00-\x1f\x7f-\x9f]{{1,{LONGEST_MESSAGE}}}",
                f"a line of 1 to {LONGEST_MESSAGE} characters: it stands on the page as it is",
            ),
        ]
        | None
    ) = None
