"""Examples of the rule on what roles of services need."""

from __future__ import annotations

import json

from policies.examples import Case, Example, Given, made
from policies.examples.statements import may, policy
from policies.rules.resource import Resource
from policies.rules.types import FLOW_LOG, LOG_GROUP, ROLE, ROLE_POLICY, ROLE_POLICY_ATTACHMENT, TASK_DEFINITION

_ROLE, _LATER = made(ROLE, "writes"), made(LOG_GROUP, "logs")
_FLOWS = made(FLOW_LOG, "flows", iamRoleArn=_ROLE)
_STARTS = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
_GROUP = "arn:aws:logs:ap-northeast-1:111122223333:log-group:/flows:*"


def _rights(text: Given, name: str = "writes-policy") -> Resource:
    return made(ROLE_POLICY, name, role=_ROLE, policy=text)


def _of(case: Case, name: str, *resources: Resource, says: str = "", kind: str = "violation") -> Example:
    findings = ((kind, f"flows: {says}"),) if says else ()
    return Example("roles-suffice", case, name, (_LATER, _ROLE, _FLOWS, *resources), findings)


_BOTH = "its role writes may not logs:CreateLogStream, logs:PutLogEvents"

_SECRET = {"name": "A", "valueFrom": "arn:aws:ssm:ap-northeast-1:111122223333:parameter/a"}


def _task(case: Case, name: str, text: Given, *wrong: str, secrets: bool = True, attached: str = _STARTS) -> Example:
    told = json.dumps([{"name": "app", "secrets": [_SECRET] if secrets else []}])
    task = made(TASK_DEFINITION, "task", executionRoleArn=_ROLE, containerDefinitions=told)
    managed = made(ROLE_POLICY_ATTACHMENT, "managed", role=_ROLE, policyArn=attached)
    findings = tuple(("violation", f"task: {said}") for said in wrong)
    return Example("roles-suffice", case, name, (_ROLE, task, managed, _rights(text)), findings)


_READS = policy(may("ssm:GetParameters", _SECRET["valueFrom"]), may("kms:Decrypt", "*"))

EXAMPLES = (
    _task("pass", "a task that may read its secrets", _READS),
    _task("fail", "a task that may read no secret", policy(may("logs:PutLogEvents", "*")),
          "its role writes may not ssm:GetParameters"),
    _task("not applicable", "a task without secrets", policy(may("logs:PutLogEvents", "*")), secrets=False),
    _task("not applicable", "a task whose role has a policy of somebody's own", policy(may("logs:PutLogEvents", "*")),
          attached="arn:aws:iam::111122223333:policy/secrets"),
    _of("pass", "it may write", _rights(policy(may(["logs:CreateLogStream", "logs:PutLogEvents"], _GROUP)))),
    _of("pass", "by two policies and a pattern", _rights(policy(may("logs:Put*", _GROUP))),
        _rights(policy(may("logs:CreateLogStream", _GROUP)), "more")),
    _of("fail", "it may not create streams", _rights(policy(may("logs:PutLogEvents", _GROUP))),
        says="its role writes may not logs:CreateLogStream"),
    _of("fail", "it may do something else", _rights(policy(may("logs:DescribeLogGroups", "*"))), says=_BOTH),
    _of("fail", "it is refused", _rights(policy(may("logs:*", _GROUP) | {"Effect": "Deny"})), says=_BOTH),
    _of("absent", "a role without a policy", says=_BOTH),
    _of("unknown", "a policy that is not known yet", _rights(_LATER),
        says="what its role writes may do is known only at the update", kind="deferred"),
    _of("not applicable", "a role with managed policies", made(ROLE_POLICY_ATTACHMENT, "managed", role=_ROLE)),
    Example("roles-suffice", "not applicable", "a role of another stack",
            (made(FLOW_LOG, "flows", iamRoleArn="arn:aws:iam::111122223333:role/flows"),)),
)  # fmt: skip
