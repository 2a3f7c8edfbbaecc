"""The web application firewall; see `components.waf.waf`."""

from components.waf.rules import Maintenance
from components.waf.waf import Waf, WafArgs

__all__ = ["Maintenance", "Waf", "WafArgs"]
