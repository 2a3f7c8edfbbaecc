"""What `pulumi --policy-pack policies` runs. PolicyPack never returns: it serves the engine until that goes away."""

from __future__ import annotations

import sys
from pathlib import Path

from pulumi_policy import EnforcementLevel, PolicyPack

# The engine puts this folder on the path; the project's root is needed too, at the end so that it hides nothing.
sys.path.append(str(Path(__file__).resolve().parent.parent))

from policies.adapter import policies

PolicyPack("megane", policies(), EnforcementLevel.MANDATORY)
