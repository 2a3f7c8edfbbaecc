"""Load balancers: TLS, what they let in, and that production has a certificate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .companions import beside
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig, Text
from .resource import ABSENT, UNKNOWN, Path, Resource, Stack
from .types import CERTIFICATE, CERTIFICATE_VALIDATION, LISTENER, LISTENER_RULE, LOAD_BALANCER, canonical

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide"


class TlsPolicies(RuleConfig):
    """`allowed`: TLS 1.3, and 1.2 with forward secrecy; what Security Hub recommends, and its post-quantum siblings.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
    """

    allowed: tuple[Text, ...] = (
        "ELBSecurityPolicy-TLS13-1-2-2021-06",
        "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04",
        "ELBSecurityPolicy-TLS13-1-2-FIPS-PQ-2025-09",
        "ELBSecurityPolicy-TLS13-1-2-PQ-2025-09",
        "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
        "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
        "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09",
        "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
        "ELBSecurityPolicy-TLS13-1-3-2021-06",
        "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04",
        "ELBSecurityPolicy-TLS13-1-3-FIPS-PQ-2025-09",
        "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
    )


@rule(
    id="alb-http-redirect",
    title="Plain HTTP is only redirected to HTTPS",
    title_ja="HTTP は HTTPS へのリダイレクトのみとする",
    severity="high",
    kind="stack",
    types=(LISTENER, LISTENER_RULE),
    remediation=(
        "Give the HTTP listener one default action and no rules: type redirect, redirect.protocol HTTPS and "
        "redirect.port 443."
    ),
    url=f"{_HUB}/elb-controls.html#elb-1",
    references=References(security_hub=("ELB.1", "ELB.18"), checkov=("CKV_AWS_2", "CKV2_AWS_20")),
)
def alb_http_redirect(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """An absent protocol is HTTP, an absent redirect.protocol and .port are those that the request came by.

    A rule serves before its listener does. Without a domain there is no HTTPS to redirect to: see dns-mode-prod.
    """
    is_rule = canonical(resource.type) == LISTENER_RULE
    listeners = stack.named(resource, "listenerArn", LISTENER) if is_rule else (resource,)
    protocols = {"HTTP" if (said := one.text("protocol")) is ABSENT else said for one in listeners}
    if not stack.pack.has_domain or not protocols & {"HTTP", UNKNOWN}:
        yield NOT_APPLICABLE
        return
    actions = resource.each("actions" if is_rule else "defaultActions")
    if not actions:
        yield Violation("does not say what it answers plain HTTP with")
    for at in actions:
        if "HTTP" not in protocols:
            yield Deferred("whether it serves plain HTTP is known only at the update")
        else:
            yield from _redirects(resource, at)


def _redirects(resource: Resource, at: Path) -> Iterator[Outcome]:
    kind, to = resource.text(*at, "type"), (*at, "redirect")
    if kind is UNKNOWN or UNKNOWN in (asked := (resource.text(*to, "protocol"), resource.text(*to, "port"))):
        yield Deferred("where it redirects to is known only at the update")
    elif kind != "redirect":
        yield Violation("answers plain HTTP with more than a redirect")
    elif asked != ("HTTPS", "443"):
        yield Violation("does not redirect to HTTPS on port 443")


@rule(
    id="alb-tls-policy",
    title="HTTPS listeners take TLS 1.2 with forward secrecy or 1.3",
    title_ja="HTTPS リスナーは前方秘匿性のある TLS 1.2 以上のみとする",
    severity="high",
    kind="resource",
    types=(LISTENER,),
    remediation="Set sslPolicy to ELBSecurityPolicy-TLS13-1-2-2021-06 or one that is stricter.",
    url=f"{_HUB}/elb-controls.html#elb-17",
    references=References(security_hub=("ELB.17",), checkov=("CKV_AWS_103", "CKV2_AWS_74")),
    config=TlsPolicies,
)
def alb_tls_policy(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """An absent policy is ELBSecurityPolicy-2016-08, which takes TLS 1.0."""
    protocol, policy = resource.text("protocol"), resource.text("sslPolicy")
    if protocol not in ("HTTPS", "TLS", UNKNOWN):
        yield NOT_APPLICABLE
    elif protocol is UNKNOWN or policy is UNKNOWN:
        yield Deferred("which TLS it takes is known only at the update")
    elif policy is ABSENT:
        yield Violation("names no TLS policy, and AWS's default takes TLS 1.0")
    elif policy not in stack.pack.of(TlsPolicies).allowed:
        yield Violation("its TLS policy is not among those allowed")


@rule(
    id="alb-hardened",
    title="Load balancers drop malformed requests, stand in two zones and cannot be deleted by mistake",
    title_ja="ロードバランサーは不正なリクエストを破棄し、2 つ以上のゾーンに置き、削除を防止する",
    severity="medium",
    kind="resource",
    types=(LOAD_BALANCER,),
    remediation=(
        "Set dropInvalidHeaderFields to true, desyncMitigationMode to defensive or strictest, name subnets of two "
        "zones and, in production, set enableDeletionProtection to true."
    ),
    url=f"{_HUB}/elb-controls.html#elb-4",
    references=References(
        security_hub=("ELB.4", "ELB.6", "ELB.12", "ELB.13"),
        checkov=("CKV_AWS_131", "CKV_AWS_150", "CKV_AWS_328"),
    ),
)
def alb_hardened(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent are false, defensive and false. Only production is protected from deletion: other stacks come and go."""
    if not is_application(resource):
        yield NOT_APPLICABLE
        return
    demands = {"dropInvalidHeaderFields": "keeps invalid header fields"}
    if stack.pack.is_production:
        demands["enableDeletionProtection"] = "is not protected from deletion"
    for key, wrong in demands.items():
        if (on := resource.flag(key)) is UNKNOWN:
            yield Deferred(f"its {key} is known only at the update")
        elif on is not True:
            yield Violation(wrong)
    mode = resource.text("desyncMitigationMode")
    if mode is UNKNOWN:
        yield Deferred("its desyncMitigationMode is known only at the update")
    elif mode not in (ABSENT, "defensive", "strictest"):
        yield Violation("only watches requests that servers may understand in two ways")
    if UNKNOWN in (resource.get("subnets"), resource.get("subnetMappings")):
        yield Deferred("its subnets are known only at the update")
    elif len(_subnets(resource)) < 2:
        yield Violation("stands in less than two subnets")


def _subnets(resource: Resource) -> Sequence[object]:
    """The subnets, each once; of an unknown one that it is another."""
    named = [resource.text(*at) for at in resource.each("subnets")]
    named += [resource.text(*at, "subnetId") for at in resource.each("subnetMappings")]
    return [*{one for one in named if isinstance(one, str)}, *(one for one in named if one is UNKNOWN)]


@rule(
    id="dns-mode-prod",
    title="Production is reached by HTTPS with a validated certificate",
    title_ja="本番環境は検証済み証明書の HTTPS で公開する",
    severity="high",
    kind="stack",
    types=(LOAD_BALANCER,),
    reads=(LISTENER, CERTIFICATE, CERTIFICATE_VALIDATION),
    remediation=(
        "Settle dns.mode on a domain, and give the load balancer an HTTPS listener whose certificateArn is that of a "
        "CertificateValidation."
    ),
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html",
    references=References(),
)
def dns_mode_prod(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """A certificate of the stack is waited for, or the listener may be made before AWS issues it."""
    if not stack.pack.is_production or not is_application(resource):
        yield NOT_APPLICABLE
        return
    if not stack.pack.has_domain:
        yield Violation(f"has no domain (dnsMode none), which {stack.pack.environment} must have")
    listeners = stack.index(beside(LISTENER, "loadBalancerArn", LOAD_BALANCER)).get(resource.urn, ())
    secure = [listener for listener in listeners if listener.text("protocol") == "HTTPS"]
    if not secure and any(listener.text("protocol") is UNKNOWN for listener in listeners):
        yield Deferred("whether it has an HTTPS listener is known only at the update")
    elif not secure:
        yield Violation("has no HTTPS listener")
    for listener in secure:
        yield from _validated(listener, stack)


def _validated(listener: Resource, stack: Stack) -> Iterator[Outcome]:
    arn = listener.text("certificateArn")
    if arn is ABSENT:
        yield Violation(f"its listener {listener.name} has no certificate")
    elif isinstance(arn, str) and not arn.startswith("arn:aws:acm:"):
        yield Violation(f"its listener {listener.name} has a certificate that is not of ACM, which nobody renews")
    elif stack.behind(listener, "certificateArn", CERTIFICATE_VALIDATION):
        return
    elif stack.behind(listener, "certificateArn", CERTIFICATE):
        yield Violation(f"its listener {listener.name} does not wait until its certificate is validated")
    elif arn is UNKNOWN:
        yield Deferred(f"the certificate of its listener {listener.name} is known only at the update")


def is_application(balancer: Resource) -> bool:
    """What is absent is one; what is not known is judged as if it were."""
    return balancer.text("loadBalancerType") in (ABSENT, UNKNOWN, "application")
