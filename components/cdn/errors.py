"""What a visitor sees when there is nothing, and how long CloudFront remembers that there was nothing."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.base import Context

PAGE = "public/errors/404.html"
_SECONDS = 10  # CloudFront's own default: somebody uploads what was just missing
# Answered by the application for one visitor and cached for all, whatever its Cache-Control says, unless told not to.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html
APPLICATION_ERRORS = (400, 403, 404, 405, 414, 500, 501, 502, 503, 504)
_HTML = """\
<!doctype html>
<html lang="ja">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>404</title>
<body style="font-family: sans-serif; margin: 20vh auto; max-width: 32em; padding: 0 1em; text-align: center">
<h1>ページが見つかりません</h1>
<p>お探しのページまたは画像は存在しないか、表示できる期限を過ぎています。</p>
<p lang="en">Not found: this page or picture does not exist, or may no longer be shown.</p>
</body>
</html>
"""

Response = aws.cloudfront.DistributionCustomErrorResponseArgs


def files_only() -> list[Response]:
    """One page for 403 and 404: S3 answers 403 in XML for what is not there, as CloudFront may not list the bucket.

    CloudFront itself also says 403, to an address without a good signature: whether there is such an upload does not
    show. Pages are the distribution's, not a path's, so these are only for one that serves nothing but files.
    """
    missing = [
        Response(error_code=code, response_code=404, response_page_path=f"/{PAGE}", error_caching_min_ttl=_SECONDS)
        for code in (403, 404)
    ]
    return missing + [Response(error_code=code, error_caching_min_ttl=_SECONDS // 2) for code in (500, 502, 503, 504)]


def fronting() -> list[Response]:
    """The application's errors are its own: no page stands in for them, and nobody gets another visitor's."""
    return [Response(error_code=code, error_caching_min_ttl=0) for code in APPLICATION_ERRORS]


def page(name: str, bucket: pulumi.Input[str], ctx: Context, opts: pulumi.ResourceOptions) -> aws.s3.BucketObjectv2:
    """The page in the bucket, from which CloudFront takes it like any public object."""
    logical = f"{name}-not-found"
    return aws.s3.BucketObjectv2(
        logical,
        bucket=bucket,
        key=PAGE,
        content=_HTML,
        content_type="text/html; charset=utf-8",
        cache_control="public, max-age=300",
        tags=ctx.tags(logical),
        opts=opts,
    )
