"""What a rule of the web ACL may ask of a request.

https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statements.html
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import pulumi
import pulumi_aws as aws

# Readings of a path: resolved like a file's, only decoded, as it was typed. Which of them the application and its
# libraries go by is not known here.
RESOLVED = ("URL_DECODE", "NORMALIZE_PATH", "LOWERCASE")
DECODED = ("URL_DECODE", "LOWERCASE")
TYPED = ("NONE",)

# The visitor's address behind CloudFront: a function of the distribution must overwrite this header with
# `event.viewer.ip`. X-Forwarded-For will not do: a rate rule reads its first address, which the visitor wrote.
# https://docs.aws.amazon.com/waf/latest/APIReference/API_ForwardedIPConfig.html
VIEWER_HEADER = "True-Client-IP"

Statement = aws.wafv2.WebAclRuleStatementArgs

T = TypeVar("T")


def empty(of: Callable[[], T]) -> T:
    """An argument without fields: the SDK leaves its constructor untyped."""
    return of()


def path(prefix: str, read: Sequence[str]) -> Statement:
    """The path starts so, in one reading of it."""
    waf = aws.wafv2
    return Statement(
        byte_match_statement=waf.WebAclRuleStatementByteMatchStatementArgs(
            search_string=prefix,
            positional_constraint="STARTS_WITH",
            field_to_match=waf.WebAclRuleStatementByteMatchStatementFieldToMatchArgs(
                uri_path=empty(waf.WebAclRuleStatementByteMatchStatementFieldToMatchUriPathArgs)
            ),
            text_transformations=[
                waf.WebAclRuleStatementByteMatchStatementTextTransformationArgs(priority=order, type=transformation)
                for order, transformation in enumerate(read)
            ],
        )
    )


def guarded_path(prefix: str) -> Sequence[Statement]:
    """The path may be understood to start so: one of these conditions is enough.

    A server that routes by prefix without resolving takes `/admin/users/../../x` for a page of the administration.
    """
    return path(prefix, RESOLVED), path(prefix, DECODED)


def exempt_path(prefix: str) -> Sequence[Statement]:
    """The path starts so however it is read: all of these conditions are needed.

    Each alone lets a request pass for what it is not: `/static/../api/login` is typed like a static file,
    `/api/login/%2e%2e/%2e%2e/static/` resolves to one and is `/api` to a server that does not resolve.
    """
    return path(prefix, TYPED), path(prefix, RESOLVED)


def header(name: str, values_arn: pulumi.Input[str]) -> Statement:
    """The header's value is one of a regex pattern set.

    A set, because the values are secrets: in the rule itself they would make the whole list of rules a secret, and a
    preview would show a changed firewall as `[secret]`.
    """
    waf = aws.wafv2
    return Statement(
        regex_pattern_set_reference_statement=waf.WebAclRuleStatementRegexPatternSetReferenceStatementArgs(
            arn=values_arn,
            field_to_match=waf.WebAclRuleStatementRegexPatternSetReferenceStatementFieldToMatchArgs(
                single_header=waf.WebAclRuleStatementRegexPatternSetReferenceStatementFieldToMatchSingleHeaderArgs(
                    name=name.lower()
                )
            ),
            text_transformations=[
                waf.WebAclRuleStatementRegexPatternSetReferenceStatementTextTransformationArgs(priority=0, type="NONE")
            ],
        )
    )


def address(set_arn: pulumi.Input[str], *, forwarded: bool) -> Statement:
    """The visitor's address is one of an IP set; an address that cannot be read is none of them."""
    waf = aws.wafv2
    config = waf.WebAclRuleStatementIpSetReferenceStatementIpSetForwardedIpConfigArgs
    return Statement(
        ip_set_reference_statement=waf.WebAclRuleStatementIpSetReferenceStatementArgs(
            arn=set_arn,
            ip_set_forwarded_ip_config=config(header_name=VIEWER_HEADER, position="FIRST", fallback_behavior="NO_MATCH")
            if forwarded
            else None,
        )
    )


def label(key: str) -> Statement:
    """An earlier rule put this label on the request."""
    return Statement(label_match_statement=aws.wafv2.WebAclRuleStatementLabelMatchStatementArgs(scope="LABEL", key=key))


def negated(statement: Statement) -> Statement:
    return Statement(not_statement=aws.wafv2.WebAclRuleStatementNotStatementArgs(statement=statement))


def every(statements: Sequence[Statement]) -> Statement:
    """All of them; one is itself, as an "and" of one is refused."""
    if len(statements) == 1:
        return statements[0]
    return Statement(and_statement=aws.wafv2.WebAclRuleStatementAndStatementArgs(statements=list(statements)))


def some(statements: Sequence[Statement]) -> Statement:
    """One of them at least; there are two or more, as an "or" of one is refused."""
    return Statement(or_statement=aws.wafv2.WebAclRuleStatementOrStatementArgs(statements=list(statements)))
