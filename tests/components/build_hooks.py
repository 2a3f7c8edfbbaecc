"""The hooks of a deployment with ordinary arguments, as in `build`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pulumi

from components.base import Context
from components.hooks import SignatureCheck, SignatureCheckArgs, SmokeTest, SmokeTestArgs
from components.service import LifecycleHook
from tests.components.build import ACCOUNT, PLACE, REGION, key_arns, known


def signed(**changes: Any) -> LifecycleHook:
    """The signature check, as it hands itself to a service."""
    hook = LifecycleHook(
        stage="PRE_SCALE_UP", function_arn=known("arn:function/signed"), role_arn=known("arn:role/signed"), lasting=()
    )
    return replace(hook, **changes)


def code(mark: str = "") -> pulumi.Archive:
    return pulumi.AssetArchive({"handler.py": pulumi.StringAsset(f"# does nothing{mark}")})


REPOSITORY = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/megane"
PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


def signature_check(ctx: Context = PLACE, **changes: Any) -> SignatureCheck:
    args = SignatureCheckArgs(
        code=code(),
        keys=key_arns(),
        cluster_name="megane-test",
        images=[f"{REPOSITORY}/web@sha256:abc", f"{REPOSITORY}/api@sha256:def"],
        profile_arn=f"arn:aws:signer:{REGION}:{ACCOUNT}:/signing-profiles/megane",
        root_certificates=[PEM],
    )
    return SignatureCheck("signed", replace(args, **changes), ctx)


def smoke_test(ctx: Context = PLACE, **changes: Any) -> SmokeTest:
    args = SmokeTestArgs(
        code=code(),
        keys=key_arns(),
        cluster_name="megane-test",
        url="https://app.example.jp",
        connect_to="lb-1.elb.amazonaws.com",
        headers={"X-Deploy-Test": pulumi.Output.secret("let-me-in")},
    )
    return SmokeTest("smoke", replace(args, **changes), ctx)
