"""CloudWatch's metric math for one period: as much of it as the alarms use, by AWS's rules for what is missing.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping

Value = float | None  # None: no data point

_ARITHMETIC: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARISONS: Mapping[type[ast.cmpop], Callable[[float, float], bool]] = {
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
}


def evaluate(expression: str, values: Mapping[str, float], *, ids: frozenset[str], period: int = 300) -> Value:
    """The expression over series of these ids; one without a value has no data point in this period.

    An id that is not a series, or a function that no alarm uses yet, is a LookupError.
    """

    def of(node: ast.expr) -> Value:
        match node:
            case ast.Constant(value=int() | float() as number):
                return float(number)
            case ast.Name(id=name) if name in ids:
                return values.get(name)
            case ast.BinOp(left=left, op=op, right=right):
                return _both(of(left), of(right), _ARITHMETIC[type(op)])
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return _both(of(left), of(right), _COMPARISONS[type(op)])
            case ast.Call(func=ast.Name(id="IF"), args=[test, yes, no]):
                chosen = of(test)
                return None if chosen is None else of(yes) if chosen else of(no)
            case ast.Call(func=ast.Name(id="FILL"), args=[series, ast.Constant() as instead]):
                found = of(series)
                return of(instead) if found is None else found
            case ast.Call(func=ast.Name(id="PERIOD"), args=[ast.Name(id=name)]) if name in ids:
                return float(period)
        raise LookupError(f"not metric math over {', '.join(sorted(ids))}: {ast.unparse(node)}")

    return of(ast.parse(expression, mode="eval").body)


def _both(left: Value, right: Value, work: Callable[[float, float], float]) -> Value:
    if left is None or right is None:
        return None
    try:
        return float(work(left, right))
    except ZeroDivisionError:
        return None
