"""Examples of the rules on load balancers."""

from __future__ import annotations

from policies.examples import IN_FULL, Case, Example, Given, Known, made, told
from policies.rules.balancers import TlsPolicies
from policies.rules.pack import Pack
from policies.rules.resource import UNKNOWN, Resource
from policies.rules.types import (
    BUCKET,
    CERTIFICATE,
    CERTIFICATE_VALIDATION,
    LISTENER,
    LISTENER_RULE,
    LOAD_BALANCER,
    LOG_GROUP,
)

_LOGS = made(LOG_GROUP, "logs")
_ALB = made(LOAD_BALANCER, "alb")
_DEV, _NO_DOMAIN = told(environment="dev", profile="minimal"), told(environment="dev", dns_mode="none")


def _http(case: Case, name: str, resource: Resource, *wrong: str, pack: Pack = IN_FULL) -> Example:
    findings = tuple(("violation", f"{resource.name}: {text}") for text in wrong)
    return Example("alb-http-redirect", case, name, (_LOGS, _PLAIN, _SECURE, resource), findings, pack)


def _listener(*actions: Given, **props: Given) -> Resource:
    return made(LISTENER, "http", **{"protocol": "HTTP", "defaultActions": list(actions), **props})


def _rule(listener: Given, *actions: Given) -> Resource:
    return made(LISTENER_RULE, "rule", listenerArn=listener, actions=list(actions))


def _redirect(protocol: Given = "HTTPS", port: Given = "443") -> Given:
    return {"type": "redirect", "redirect": {"protocol": protocol, "port": port}}


def _tls(case: Case, name: str, *findings: tuple[str, str], pack: Pack = IN_FULL, **props: Given) -> Example:
    listener = made(LISTENER, "https", **{"protocol": "HTTPS", **props})
    return Example("alb-tls-policy", case, name, (_LOGS, listener), findings, pack)


def _hard(case: Case, name: str, *findings: tuple[str, str], pack: Pack = IN_FULL, **props: Given) -> Example:
    balancer = made(LOAD_BALANCER, "alb", **{**_HARDENED, **props})
    return Example("alb-hardened", case, name, (_LOGS, balancer), findings, pack)


def _logged(case: Case, name: str, *findings: tuple[str, str], **props: Given) -> Example:
    return Example("alb-access-logs", case, name, (_LOGS, _BUCKET, made(LOAD_BALANCER, "alb", **props)), findings)


def _connected(case: Case, name: str, *findings: tuple[str, str], pack: Pack = IN_FULL, **props: Given) -> Example:
    resources = (_LOGS, _BUCKET, made(LOAD_BALANCER, "alb", **props))
    return Example("alb-connection-logs", case, name, resources, findings, pack)


def _names(
    case: Case, name: str, *findings: tuple[str, str], pack: Pack = IN_FULL, protocol: Given = "HTTPS", **props: Given
) -> Example:
    listener = made(LISTENER, "https", loadBalancerArn=_ALB, protocol=protocol, **props)
    resources = (_LOGS, _CERTIFICATE, _VALIDATION, _ALB, listener)
    return Example("dns-mode-prod", case, name, resources, findings, pack)


_PLAIN = made(LISTENER, "plain", protocol="HTTP", defaultActions=[_redirect()])
_SECURE = made(LISTENER, "https", protocol="HTTPS", defaultActions=[{"type": "fixed-response"}])
_BUCKET = made(BUCKET, "bucket")
_CERTIFICATE = made(CERTIFICATE, "certificate")
_VALIDATION = made(CERTIFICATE_VALIDATION, "validation", certificateArn=_CERTIFICATE)
_FORWARD = {"type": "forward", "targetGroupArn": "arn:aws:elasticloadbalancing:::targetgroup/web/1"}
_SERVES = "answers plain HTTP with more than a redirect"
_NOWHERE = "does not redirect to HTTPS on port 443"
_OLD_TLS = ("violation", "https: its TLS policy is not among those allowed")
_TLS_UNKNOWN = ("deferred", "https: which TLS it takes is known only at the update")
_HARDENED: dict[str, Given] = {
    "dropInvalidHeaderFields": True,
    "enableDeletionProtection": True,
    "subnets": ["subnet-1", "subnet-2"],
}
_KEEPS = ("violation", "alb: keeps invalid header fields")
_ONE_SUBNET = ("violation", "alb: stands in less than two subnets")
_UNPROTECTED = ("violation", "alb: is not protected from deletion")
_NOT_LOGGED = ("violation", "alb: does not log requests")
_NO_CONNECTIONS = ("violation", "alb: does not log connections")
_ON: Given = {"bucket": _BUCKET, "enabled": True}
_NO_HTTPS = ("violation", "alb: has no HTTPS listener")
_ACM = "arn:aws:acm:ap-northeast-1:111122223333:certificate/0b1c"

EXAMPLES = (
    _http("pass", "redirected", _listener(_redirect())),
    _http("pass", "a rule that redirects too", _rule(_PLAIN, _redirect())),
    _http("pass", "a rule of the HTTPS listener", _rule(_SECURE, _FORWARD)),
    Example("alb-http-redirect", "not applicable", "HTTPS", (_SECURE,)),
    Example("alb-http-redirect", "not applicable", "no domain", (_listener(_FORWARD),), pack=_NO_DOMAIN),
    _http("fail", "forwarded", _listener(_FORWARD), _SERVES),
    _http("fail", "forwarded, in development", _listener(_FORWARD), _SERVES, pack=_DEV),
    _http("fail", "redirected, and more", _listener(_redirect(), {"type": "fixed-response"}), _SERVES),
    _http("fail", "redirected to plain HTTP", _listener(_redirect("HTTP")), _NOWHERE),
    _http("fail", "redirected to another port", _listener(_redirect(port="8443")), _NOWHERE),
    _http("fail", "redirected to where it came from", _listener({"type": "redirect"}), _NOWHERE),
    _http("fail", "a rule that forwards", _rule(_PLAIN, _FORWARD), _SERVES),
    _http(
        "fail", "an old name of listeners", made("aws:alb/listener:Listener", "old", defaultActions=[_FORWARD]), _SERVES
    ),
    _http("absent", "no protocol is HTTP", made(LISTENER, "http", defaultActions=[_FORWARD]), _SERVES),
    _http("absent", "no action", made(LISTENER, "http"), "does not say what it answers plain HTTP with"),
    Example(
        "alb-http-redirect",
        "unknown",
        "the protocol, and where it redirects to, are outputs",
        (_LOGS, made(LISTENER, "any", protocol=_LOGS, defaultActions=[_FORWARD]), _listener(_redirect(port=_LOGS))),
        (
            ("deferred", "any: whether it serves plain HTTP is known only at the update"),
            ("deferred", "http: where it redirects to is known only at the update"),
        ),
    ),
    _tls("pass", "TLS 1.2 and 1.3", sslPolicy="ELBSecurityPolicy-TLS13-1-2-2021-06"),
    _tls("pass", "another that is allowed", sslPolicy="own", pack=told(TlsPolicies(allowed=("own",)))),
    _tls("fail", "TLS 1.0", _OLD_TLS, sslPolicy="ELBSecurityPolicy-2016-08"),
    _tls("fail", "no forward secrecy", _OLD_TLS, sslPolicy="ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06"),
    _tls("fail", "TLS 1.0 of a network load balancer", _OLD_TLS, protocol="TLS", sslPolicy="ELBSecurityPolicy-2016-08"),
    _tls("absent", "not said", ("violation", "https: names no TLS policy, and AWS's default takes TLS 1.0")),
    _tls("unknown", "an output", _TLS_UNKNOWN, sslPolicy=_LOGS),
    _tls("unknown", "the protocol is an output", _TLS_UNKNOWN, protocol=_LOGS),
    _tls("not applicable", "plain HTTP", protocol="HTTP"),
    _hard("pass", "hardened", desyncMitigationMode="strictest"),
    _hard("pass", "with addresses of its own", subnets=None, subnetMappings=[{"subnetId": "a"}, {"subnetId": "b"}]),
    _hard("pass", "in development anyone may delete it", pack=_DEV, enableDeletionProtection=False),
    _hard("fail", "invalid headers", _KEEPS, dropInvalidHeaderFields=False),
    _hard(
        "fail",
        "only watching",
        ("violation", "alb: only watches requests that servers may understand in two ways"),
        desyncMitigationMode="monitor",
    ),
    _hard("fail", "one subnet twice", _ONE_SUBNET, subnets=["subnet-1", "subnet-1"]),
    _hard("fail", "to be deleted", _UNPROTECTED, enableDeletionProtection="false"),
    Example("alb-hardened", "absent", "nothing said", (_ALB,), (_KEEPS, _UNPROTECTED, _ONE_SUBNET)),
    _hard(
        "unknown",
        "all of it is an output",
        ("deferred", "alb: its dropInvalidHeaderFields is known only at the update"),
        ("deferred", "alb: its enableDeletionProtection is known only at the update"),
        ("deferred", "alb: its desyncMitigationMode is known only at the update"),
        ("deferred", "alb: its subnets are known only at the update"),
        dropInvalidHeaderFields=_LOGS,
        enableDeletionProtection=_LOGS,
        desyncMitigationMode=_LOGS,
        subnets=_LOGS,
    ),
    _hard("unknown", "two subnets, whichever", subnets=[UNKNOWN, UNKNOWN]),
    _hard("not applicable", "a network load balancer", loadBalancerType="network"),
    _logged("pass", "logged", accessLogs=_ON),
    _logged("fail", "off", _NOT_LOGGED, accessLogs={"bucket": _BUCKET, "enabled": False}),
    _logged("fail", "to no bucket", _NOT_LOGGED, accessLogs={"bucket": "", "enabled": True}),
    _logged("absent", "nothing said", _NOT_LOGGED),
    _logged("absent", "neither on nor off is off", _NOT_LOGGED, accessLogs={"bucket": _BUCKET}),
    _logged(
        "unknown",
        "on or off is an output",
        ("deferred", "alb: whether it logs requests is known only at the update"),
        accessLogs={"bucket": _BUCKET, "enabled": _LOGS},
    ),
    _logged("not applicable", "a gateway", loadBalancerType="gateway"),
    _connected("pass", "logged", connectionLogs=_ON),
    _connected("fail", "off", _NO_CONNECTIONS, connectionLogs={"bucket": _BUCKET, "enabled": False}),
    _connected("absent", "nothing said", _NO_CONNECTIONS, accessLogs=_ON),
    _connected(
        "unknown",
        "an output",
        ("deferred", "alb: whether it logs connections is known only at the update"),
        connectionLogs=_LOGS,
    ),
    _connected("not applicable", "in development", pack=_DEV),
    _connected("not applicable", "a network load balancer", loadBalancerType="network"),
    _names("pass", "a validated certificate", certificateArn=_VALIDATION),
    _names("pass", "a certificate of somebody else's", certificateArn=_ACM),
    _names(
        "fail",
        "one that may not be there yet",
        ("violation", "alb: its listener https does not wait until its certificate is validated"),
        certificateArn=Known(_CERTIFICATE, _ACM),
    ),
    _names(
        "fail",
        "one that nobody renews",
        ("violation", "alb: its listener https has a certificate that is not of ACM, which nobody renews"),
        certificateArn="arn:aws:iam::111122223333:server-certificate/web",
    ),
    _names("fail", "plain HTTP", _NO_HTTPS, protocol="HTTP"),
    _names(
        "fail",
        "no domain",
        ("violation", "alb: has no domain (dnsMode none), which prod must have"),
        _NO_HTTPS,
        pack=told(dns_mode="none"),
        protocol="HTTP",
    ),
    _names("absent", "no certificate", ("violation", "alb: its listener https has no certificate")),
    Example("dns-mode-prod", "absent", "no listener", (_ALB,), (_NO_HTTPS,)),
    _names(
        "unknown",
        "the protocol is an output",
        ("deferred", "alb: whether it has an HTTPS listener is known only at the update"),
        protocol=_LOGS,
    ),
    _names(
        "unknown",
        "the certificate is an output",
        ("deferred", "alb: the certificate of its listener https is known only at the update"),
        certificateArn=_LOGS,
    ),
    _names("not applicable", "development", pack=_NO_DOMAIN, protocol="HTTP"),
)
