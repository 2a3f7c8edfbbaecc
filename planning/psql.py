"""How tasks with `psql` reach the database: over TLS that they check, with certificates as new as the task."""

from __future__ import annotations

# Downloads the certificates that RDS signs with.
DOWNLOAD_CERTIFICATES = (
    'curl --fail --silent --show-error --proto =https --retry 3 --max-time 60 --output "$PGSSLROOTCERT"'
    ' "$RDS_CERTIFICATES"'
)


def environment(region: str, application: str) -> dict[str, str]:
    """What `psql` and DOWNLOAD_CERTIFICATES are told; `application` is the name that the server's log has.

    RDS has certificate authorities of its own, which no image knows, and `sslmode=require` would send the password to
    whoever answers. So the region's certificates come from where AWS publishes them, over HTTPS, which is checked
    against the public authorities that the image knows. In the definition of the task they would grow old.
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html
    """
    return {
        "PGAPPNAME": application,
        "PGCONNECT_TIMEOUT": "10",
        "PGSSLMODE": "verify-full",
        # Shared memory: a task with a read-only root may write there whatever its image says of /tmp.
        "PGSSLROOTCERT": "/dev/shm/rds.pem",  # noqa: S108
        "RDS_CERTIFICATES": f"https://truststore.pki.rds.amazonaws.com/{region}/{region}-bundle.pem",
    }
