"""What ECS asks before it lets a deployment go on: is the image signed, and does the new version answer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.base import Context
from components.json_text import json_text
from components.keys import KeyArns
from components.lifecycle import Hook
from components.service.spec import LifecycleHook
from hooks.archive import handler
from hooks.signature_check.seeds import fingerprint
from planning.containers import SEED_IMAGE, health_command, seed_command
from planning.deployments import MOST_CERTIFICATE_TEXT, certificates_text
from planning.iam import Statement, allow
from planning.images import repository_arn

# Of all that the seed runs: a worker, a server, the server's health check. The same for every port and path.
SEED_COMMANDS = tuple(
    map(fingerprint, (seed_command(None, "/"), seed_command(3000, "/health"), health_command(3000, "/health")))
)


@dataclass(frozen=True, kw_only=True, slots=True)
class SignatureCheckArgs:
    """`images` are those that the services run; the check may read their repositories and no others.

    `profile_arn`: the AWS Signer profile whose signatures count, in any version where none is named. Its chain must end
    in one of `root_certificates` (PEM, 3000 characters together). `revocation`: whether a deployment may go on when AWS
    Signer cannot be asked what was revoked. The seed needs no signature while a service has run nothing else, but must
    run what the program has it run.
    """

    code: pulumi.Archive
    keys: KeyArns
    cluster_name: str
    images: Sequence[str]
    profile_arn: str
    root_certificates: Sequence[str]
    revocation: Literal["required", "when-reachable"] = "required"

    def __post_init__(self) -> None:
        if not self.root_certificates:
            raise ValueError("root_certificates must not be empty: no chain could end in one")
        if len(certificates_text(self.root_certificates)) > MOST_CERTIFICATE_TEXT:
            raise ValueError(f"root_certificates must have {MOST_CERTIFICATE_TEXT} characters at the most together")


class SignatureCheck(Hook):
    """`megane:app:SignatureCheck`: no image without a good signature starts.

    ECS asks before it starts the first new task, in a service's first deployment too; a bad answer takes the deployment
    back. Makes a log group kept a year, the function and two roles.
    https://docs.aws.amazon.com/signer/latest/developerguide/container-workflow.html
    """

    TYPE = "megane:app:SignatureCheck"
    STAGE = "PRE_SCALE_UP"
    LOG_CLASS = "security"
    HANDLER = handler("signature_check")

    def __init__(
        self, name: str, args: SignatureCheckArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, ctx, opts)
        self._make(
            name,
            "signature-check",
            description="Checks the signatures of images before they are deployed",
            code=args.code,
            keys=args.keys,
            environment={
                "TRUSTED_PROFILES": args.profile_arn,
                "ROOT_CERTIFICATES": certificates_text(args.root_certificates),
                "REVOCATION": args.revocation,
                "SEED_IMAGES": SEED_IMAGE,
                "SEED_COMMANDS": ",".join(SEED_COMMANDS),
            },
            statements=[
                allow(
                    "SeeDeployments",
                    ["ecs:DescribeServiceDeployments", "ecs:DescribeServiceRevisions"],
                    self._of_services(args.cluster_name, "service-deployment", "service-revision"),
                ),
                *_read_signatures(args),
            ],
            memory_mib=512,  # CPU comes with memory, and checking a chain is arithmetic
            timeout_seconds=300,  # a call of AWS that fails is tried again for a minute, and there are some seven
        )


def _read_signatures(args: SignatureCheckArgs) -> list[Statement]:
    """Listing the referrers of an image needs ecr:BatchGetImage and no action of its own.
    https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ListImageReferrers.html"""
    place, kind, profile = args.profile_arn.split("/")[:3]  # arn:aws:signer:<region>:<account>:/signing-profiles/<name>
    statements = [
        allow("ReadTaskDefinitions", ["ecs:DescribeTaskDefinition"], "*"),  # it cannot be narrowed
        allow(
            "AskWhetherRevoked",
            ["signer:GetRevocationStatus"],
            [f"{place}/{kind}/{profile}", f"{place}/{kind}/{profile}/*", f"{place}/signing-jobs/*"],
        ),
    ]
    repositories = sorted({arn for image in args.images if (arn := repository_arn(image))})
    if repositories:  # none before the first push: every service runs the seed
        statements.append(allow("ReadSignatures", ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], repositories))
    return statements


@dataclass(frozen=True, kw_only=True, slots=True)
class SmokeTestArgs:
    """`url`: where browsers load the application from; `connect_to`: the load balancer's own name, which exists before
    the public one leads to it; `cluster_name`: whose services it leads to, and no others are tested. `headers`: name ->
    secret value of what leads a request to the version under test.
    """

    code: pulumi.Archive
    keys: KeyArns
    cluster_name: str
    url: pulumi.Input[str]
    connect_to: pulumi.Input[str]
    headers: Mapping[str, pulumi.Input[str]]


class SmokeTest(Hook):
    """`megane:app:SmokeTest`: no version that does not answer gets traffic.

    ECS asks once the new tasks have the test traffic and before visitors reach them; a bad answer takes the deployment
    back. The function comes in as visitors do, through TLS and firewall, with the secret headers. Makes a parameter for
    each of those (outside the path that tasks may read), a log group, the function and two roles.
    """

    TYPE = "megane:app:SmokeTest"
    STAGE = "POST_TEST_TRAFFIC_SHIFT"
    LOG_CLASS = "application"
    HANDLER = handler("smoke_test")

    def __init__(
        self, name: str, args: SmokeTestArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, ctx, opts)
        self._name = name
        parameters = {header: self._parameter(header, value, args.keys) for header, value in args.headers.items()}
        self._make(
            name,
            "smoke-test",
            description="Asks a new version for its pages before visitors can",
            code=args.code,
            keys=args.keys,
            environment={
                "CLUSTER": args.cluster_name,
                "URL": args.url,
                "CONNECT_TO": args.connect_to,
                "HEADERS": json_text({header: parameter.arn for header, parameter in parameters.items()}),
            },
            statements=[allow("ReadTheHeaders", ["ssm:GetParameter"], [each.arn for each in parameters.values()])]
            if parameters
            else [],
            memory_mib=256,
            timeout_seconds=75,  # it asks for as long as it may, and is called again: ten minutes at the most
        )

    def asking(self, paths: Sequence[str]) -> LifecycleHook:
        """The hook of one service, which must answer 200 on all paths."""
        health, *others = paths
        return replace(self.hook, details=json.dumps({"health": health, "paths": others}))

    def _parameter(self, header: str, value: pulumi.Input[str], keys: KeyArns) -> aws.ssm.Parameter:
        name, ctx = f"{self._name}-{header.lower()}", self.ctx
        return aws.ssm.Parameter(
            name,
            name=f"/{ctx.project}/hooks/{ctx.environment}/{header.lower()}",
            description="Value of a header that leads to the deployment under test",
            type=aws.ssm.ParameterType.SECURE_STRING,
            key_id=keys.data,
            value=value,
            tier="Standard",
            tags=ctx.tags(name),
            opts=self.child(),
        )


def hooks_of(signature: SignatureCheck | None, smoke: SmokeTest | None, paths: Sequence[str]) -> list[LifecycleHook]:
    """What is asked in the deployments of one service: each check that the stack has, the smoke test given paths."""
    signed = [signature.hook] if signature else []
    return [*signed, smoke.asking(paths)] if smoke and paths else signed
