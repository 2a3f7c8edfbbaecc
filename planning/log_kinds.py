"""What a log is about: saved queries and the masking of personal data find the groups that they are for by it."""

from __future__ import annotations

from typing import Literal

LogKind = Literal[
    "application",  # what the services write
    "postgresql",  # the database's own log: errors, slow statements, connections
    "cache",  # slow commands of Redis
    "load-balancer",  # a line for each request
    "cdn",  # a line for each request
    "firewall",  # a line for each request that a rule had something to say of, or for all
    "flow",  # accepted and rejected connections in the VPC
    "audit",  # calls of AWS's own API
    "sessions",  # what people typed and saw in tasks
    "personal-data",  # where personal data was found in the other logs; none of it is in here
]
