"""What visitors see during maintenance, and what alarms must know of it."""

from __future__ import annotations

from html import escape

# Name of the firewall's rule, of its metric and of its response body.
RULE = "maintenance"

# "Maximum size of a custom response body: 4 KB"; in ASCII bytes and characters are the same.
# https://docs.aws.amazon.com/waf/latest/developerguide/limits.html
MOST_BYTES = 4096
LONGEST_MESSAGE = 200

# Nothing to load from elsewhere, as elsewhere is under maintenance as well.
_STYLE = """\
body{margin:0;min-height:100vh;display:flex;align-items:center;justify-content:center;background:#f4f6f8;color:#1c2733;\
font:1rem/1.8 system-ui,-apple-system,"Hiragino Sans","Noto Sans JP","Yu Gothic",Meiryo,sans-serif}
main{box-sizing:border-box;width:100%;max-width:40rem;padding:2rem 1.5rem}
h1{font-size:1.4rem;line-height:1.5;margin:0 0 .5rem}
h2{font-size:1.1rem;margin:0 0 .5rem}
p{margin:0}
h1,p{word-break:auto-phrase}
.said{margin:1.5rem 0;padding:.75rem 1rem;border-left:4px solid #2f6f9f;background:#fff;overflow-wrap:anywhere}
section+section{margin-top:1.5rem;padding-top:1.5rem;border-top:1px solid #c9d2da}
@media(prefers-color-scheme:dark){body{background:#12181f;color:#e6ebf0}.said{background:#1d2731}\
section+section{border-color:#3a4753}}"""

_PAGE = """\
<!DOCTYPE html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<title>メンテナンス中 / Maintenance</title>
<style>
{style}
</style>
</head>
<body>
<main>
<section>
<h1>ただいまメンテナンス中です</h1>
<p>ご不便をおかけして申し訳ございません。しばらくしてから、もう一度アクセスしてください。</p>
</section>
{said}<section lang="en">
<h2>We are down for maintenance</h2>
<p>We are sorry for the inconvenience. Please come back in a little while.</p>
</section>
</main>
</body>
</html>
"""


def page(message: str | None = None) -> str:
    """The maintenance page in Japanese and English, with the operator's own words between them.

    ASCII with character references, so that it reads the same whatever character set a browser assumes: the firewall
    sends `text/html` and no more.
    """
    said = "" if message is None else f'<p class="said">{escape(message)}</p>\n'
    html = _PAGE.format(style=_STYLE, said=said)
    return html.encode("ascii", "xmlcharrefreplace").decode("ascii")


def web_acl_metric(prefix: str, *, at_edge: bool) -> str:
    """The name under which CloudWatch knows a stack's web ACL: the dimension `WebACL` of `AWS/WAFV2`.

    With the stack's prefix, for stacks of one account would otherwise add to one another's numbers.
    """
    return f"{prefix}-waf-edge" if at_edge else f"{prefix}-waf"
