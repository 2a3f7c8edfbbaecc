"""A function that ECS asks at a stage of every deployment: what all of them have in common."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import ClassVar

import pulumi
import pulumi_aws as aws

from components.base import Component
from components.json_text import json_text
from components.keys import KeyArns
from components.log_group import log_group
from components.service.spec import LifecycleHook, Stage
from hooks.archive import ARCHITECTURE, RUNTIME
from planning.iam import Statement, allow, document, simple_trust
from planning.log_retention import LogClass


class Hook(Component):
    """A Lambda function that ECS asks at one stage of every deployment: the base of those in `components.hooks`.

    Makes the log group (before Lambda would, without an end), the function's own role, the function, and the role with
    which ECS calls it. Not in the VPC: what it asks are public addresses, of AWS and of the load balancer, and from
    inside it would need a security group that the document does not have and the way out through NAT. No concurrency is
    reserved: a young account has 10 in all, of which none can be. Changing code or settings is in place.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html
    """

    OUTPUTS = ("function_name",)
    STAGE: ClassVar[Stage]
    HANDLER: ClassVar[str]
    LOG_CLASS: ClassVar[LogClass]
    function_name: str
    hook: LifecycleHook

    def _make(
        self,
        name: str,
        role: str,
        *,
        description: str,
        code: pulumi.Archive,
        keys: KeyArns,
        environment: Mapping[str, pulumi.Input[str]],
        statements: Sequence[Statement],
        memory_mib: int,
        timeout_seconds: int,
    ) -> None:
        ctx = self.ctx
        self.function_name = f"{ctx.prefix}-{role}"
        logs = log_group(
            name, f"/aws/lambda/{self.function_name}", self.LOG_CLASS, key_arn=keys.logs, ctx=ctx, opts=self.child()
        )
        works, may_work = self._role(
            f"{name}-function",
            "lambda",
            description,
            [
                allow("WriteLogs", ["logs:CreateLogStream", "logs:PutLogEvents"], pulumi.Output.concat(logs.arn, ":*")),
                allow("ReadItsSettings", ["kms:Decrypt"], keys.data),
                *statements,
            ],
        )
        function = aws.lambda_.Function(
            name,
            name=self.function_name,
            description=description,
            runtime=RUNTIME,
            architectures=[ARCHITECTURE],
            handler=self.HANDLER,
            code=code,
            role=works.arn,
            timeout=timeout_seconds,
            memory_size=memory_mib,
            kms_key_arn=keys.data,
            environment=aws.lambda_.FunctionEnvironmentArgs(variables=environment),
            logging_config=aws.lambda_.FunctionLoggingConfigArgs(log_format="JSON", log_group=logs.name),
            tags=ctx.tags(name),
            opts=self.child(depends_on=[may_work]),
        )
        # ECS documents no condition on the source for this trust, and a wrong one would stop every deployment.
        # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-permissions.html
        asks, may_ask = self._role(
            f"{name}-invoke",
            "ecs",
            f"ECS asks {self.function_name} in deployments",
            [allow("AskThisFunction", ["lambda:InvokeFunction"], function.arn)],
        )
        self.hook = LifecycleHook(
            stage=self.STAGE, function_arn=function.arn, role_arn=asks.arn, lasting=[function, may_work, may_ask]
        )
        self.finish()

    def _role(
        self, name: str, service: str, description: str, statements: Sequence[Statement]
    ) -> tuple[aws.iam.Role, aws.iam.RolePolicy]:
        role = aws.iam.Role(
            name,
            description=description,
            assume_role_policy=json.dumps(simple_trust(service)),
            tags=self.ctx.tags(name),
            opts=self.child(),
        )
        policy = aws.iam.RolePolicy(name, role=role.id, policy=json_text(document(*statements)), opts=self.child())
        return role, policy

    def _of_services(self, cluster_name: str, *kinds: str) -> list[str]:
        """ARNs of what all services of a cluster have, such as a `service-revision`."""
        place = f"arn:aws:ecs:{self.ctx.region}:{self.ctx.account}"
        return [f"{place}:{kind}/{cluster_name}/*" for kind in kinds]
