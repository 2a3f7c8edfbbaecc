"""Where files live: what customers upload, its copy in a second region, and who reaches and touched it."""

from components.bucket import LOAD_BALANCER_PREFIX
from components.storage.access import UploadsAccess, UploadsAccessArgs
from components.storage.replication import Replication, ReplicationArgs
from components.storage.storage import Protection, Storage, StorageArgs

__all__ = [
    "LOAD_BALANCER_PREFIX",
    "Protection",
    "Replication",
    "ReplicationArgs",
    "Storage",
    "StorageArgs",
    "UploadsAccess",
    "UploadsAccessArgs",
]
