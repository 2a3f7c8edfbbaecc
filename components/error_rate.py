"""How many requests end in an error of ours: one number for the alarms of the load balancer and of deployments."""

from __future__ import annotations

import pulumi

from components.alarm import Metric
from components.base import Context
from planning.maintenance import RULE, web_acl_metric

# A request that the firewall answers with the maintenance page never reaches a target, so `RequestCount` leaves it
# out; whether its 503 is among the load balancer's own 5xx is not documented. Taking the pages away from the errors
# and adding them to the requests is right either way, and needs no alarm to change when maintenance begins or ends:
# an alarm that did would judge the minutes before the switch by the wrong expression.
_ERRORS = "FILL(t5,0)+IF(FILL(l5,0)>FILL(mp,0),FILL(l5,0)-FILL(mp,0),0)"
_REQUESTS = "FILL(req,0)+FILL(mp,0)"

# `RequestCount` also leaves out what the load balancer refused for want of a target: where no request reaches one,
# there are errors and no requests, and the share is one hundred. An idle load balancer publishes no series at all,
# hence FILL; nothing is no errors.
_ALL = f"IF({_ERRORS}>{_REQUESTS},{_ERRORS},{_REQUESTS})"
ERROR_PERCENT = f"IF({_ALL}>0,100*({_ERRORS})/{_ALL},0)"


def error_metrics(load_balancer: pulumi.Input[str], ctx: Context) -> dict[str, Metric]:
    """The series of `ERROR_PERCENT`: requests, 5xx of targets and of the load balancer itself, maintenance pages.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
    https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html
    """
    where = {"LoadBalancer": load_balancer}
    pages = {"WebACL": web_acl_metric(ctx.prefix, at_edge=False), "Region": ctx.region, "Rule": RULE}
    return {
        "req": Metric("AWS/ApplicationELB", "RequestCount", where, "Sum"),
        "t5": Metric("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", where, "Sum"),
        "l5": Metric("AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count", where, "Sum"),
        "mp": Metric("AWS/WAFV2", "BlockedRequests", pages, "Sum"),
    }
