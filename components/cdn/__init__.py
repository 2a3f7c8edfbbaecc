"""CloudFront: static files near the visitor, uploads for those who hold a signed address, or all of the application.

See `components.cdn.cdn`.
"""

from components.cdn.cdn import Cdn, CdnArgs

__all__ = ["Cdn", "CdnArgs"]
