"""Examples of the rule on masked logs."""

from __future__ import annotations

import json

from policies.examples import IN_FULL, Case, Example, Given, made, told
from policies.rules.log_masking import MaskingConfig
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.types import (
    DB_INSTANCE,
    ECS_SERVICE,
    LOG_ACCOUNT_POLICY,
    LOG_DATA_PROTECTION,
    LOG_GROUP,
    TASK_DEFINITION,
)

_GROUP = made(LOG_GROUP, "backend", name="/ecs/prod/backend")
_STATEMENTS = made(LOG_GROUP, "postgresql", name="/aws/rds/instance/prod/postgresql")
_MAIL = ["arn:aws:dataprotection::aws:data-identifier/EmailAddress"]
_AUDIT = {"Sid": "audit", "DataIdentifier": _MAIL, "Operation": {"Audit": {"FindingsDestination": {}}}}
_MASK = {"Sid": "mask", "DataIdentifier": _MAIL, "Operation": {"Deidentify": {"MaskConfig": {}}}}


def _definition(text: Given) -> tuple[Resource, Resource]:
    definition = made(TASK_DEFINITION, "task", containerDefinitions=text)
    return definition, made(ECS_SERVICE, "service", taskDefinition=definition)


_LOGGING = {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/prod/backend"}}
_RUNNING = _definition(json.dumps([{"name": "app", "logConfiguration": _LOGGING}]))


def _policy(*statements: object, group: Given = _GROUP) -> Resource:
    return made(LOG_DATA_PROTECTION, "policy", logGroupName=group, policyDocument=_document(*statements))


def _of_account(*statements: object, **more: Given) -> Resource:
    props = {"policyType": "DATA_PROTECTION_POLICY", "policyDocument": _document(*statements), **more}
    return made(LOG_ACCOUNT_POLICY, "all", **props)


def _document(*statements: object) -> str:
    return json.dumps({"Name": "mask", "Version": "2021-06-01", "Statement": statements})


def _of(
    case: Case, name: str, *resources: Resource, says: str = "", kind: str = "violation", pack: Pack = IN_FULL
) -> Example:
    return Example("logs-masked", case, name, resources, ((kind, says),) if says else (), pack)


_BARE = "backend: does not mask people's data"
_PERHAPS = "backend: what it masks is known only at the update"
_TOKYO = made("pulumi:providers:aws", "aws", region="ap-northeast-1")

EXAMPLES = (
    _of("pass", "a service's log that is masked", _GROUP, *_RUNNING, _policy(_AUDIT, _MASK)),
    _of("pass", "a database's log that is masked", _STATEMENTS, made(DB_INSTANCE, "db", identifier="prod"),
        _policy(_AUDIT, _MASK, group=_STATEMENTS)),
    _of("pass", "a log that the account masks", _GROUP, *_RUNNING, _of_account(_AUDIT, _MASK)),
    _of("pass", "a log that the account masks, whatever its own policy counts", _GROUP, *_RUNNING, _policy(_AUDIT),
        _of_account(_AUDIT, _MASK)),
    _of("fail", "an account that only counts", _GROUP, *_RUNNING, _of_account(_AUDIT), says=_BARE),
    _of("fail", "an account that masks in another region", _TOKYO, _GROUP, *_RUNNING,
        _of_account(_AUDIT, _MASK, region="us-east-1"), says=_BARE),
    _of("fail", "an account that sends its logs on", _GROUP, *_RUNNING,
        _of_account(_AUDIT, _MASK, policyType="SUBSCRIPTION_FILTER_POLICY"), says=_BARE),
    _of("fail", "a policy that only counts", _GROUP, *_RUNNING, _policy(_AUDIT),
        says="backend: its policy policy masks nothing"),
    _of("fail", "a policy that masks no kind of data", _GROUP, *_RUNNING,
        _policy(_AUDIT, _MASK | {"DataIdentifier": []}), says="backend: its policy policy masks nothing"),
    _of("fail", "an identifier that is no expression", _GROUP, *_RUNNING,
        made(LOG_DATA_PROTECTION, "policy", logGroupName=_GROUP, policyDocument=json.dumps({
            "Configuration": {"CustomDataIdentifier": [{"Name": "Phone", "Regex": "phone"}]},
            "Statement": [_AUDIT, _MASK]})),
        says="backend: its policy policy has an identifier that fits one text only"),
    _of("fail", "a policy that is none", _GROUP, *_RUNNING,
        made(LOG_DATA_PROTECTION, "policy", logGroupName=_GROUP, policyDocument="no JSON"),
        says="backend: its policy policy masks nothing"),
    _of("fail", "a policy of another group", _GROUP, *_RUNNING,
        _policy(_AUDIT, _MASK, group=made(LOG_GROUP, "other", name="other")), says=_BARE),
    _of("absent", "a service's log without a policy", _GROUP, *_RUNNING, says=_BARE),
    _of("absent", "a database's log without a policy", _STATEMENTS, made(DB_INSTANCE, "db", identifier="prod"),
        says="postgresql: does not mask people's data"),
    _of("absent", "the log of containers that are known only at the update", _GROUP, *_definition(_GROUP), says=_BARE),
    _of("unknown", "a policy that is not known yet", _GROUP, _STATEMENTS, *_RUNNING,
        made(LOG_DATA_PROTECTION, "policy", logGroupName=_GROUP, policyDocument=_STATEMENTS),
        says=_PERHAPS, kind="deferred"),
    *(
        _of("unknown", f"an account that masks, but for {what}", _TOKYO, _GROUP, _STATEMENTS, *_RUNNING,
            _of_account(_AUDIT, _MASK, **more), says=_PERHAPS, kind="deferred")
        for what, more in (
            ("some groups", {"selectionCriteria": 'LogGroupName NOT IN ["/ecs/prod/backend"]'}),
            ("a type that is not known yet", {"policyType": _STATEMENTS}),
            ("a text that is not known yet", {"policyDocument": _STATEMENTS}),
        )
    ),
    _of("not applicable", "a log of nobody's data", _GROUP),
    _of("not applicable", "the first stacks", _GROUP, *_RUNNING, pack=told(environment="dev")),
    _of("not applicable", "a group that people named", _GROUP, *_RUNNING,
        pack=told(MaskingConfig(unmasked=("backend",)))),
)  # fmt: skip
