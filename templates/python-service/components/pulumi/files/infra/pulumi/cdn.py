"""CloudFront in front of the service's host: near its users, and between it and a flood."""

import pulumi
import pulumi_aws as aws

from config import Inputs

METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
ORIGIN = "service"
# The longest silence within an answer; a stream that goes on talking may last longer.
SILENCE_SECONDS = 60


def make(inputs: Inputs) -> pulumi.Output[str]:
    """Its name."""
    distribution = aws.cloudfront.Distribution(
        inputs.prefix,
        comment=inputs.prefix,
        aliases=[inputs.domain],
        enabled=True,
        is_ipv6_enabled=True,
        http_version="http2and3",
        origins=[
            {
                "origin_id": ORIGIN,
                "domain_name": f"origin.{inputs.domain}",
                "custom_origin_config": {
                    "http_port": 80,
                    "https_port": 443,
                    "origin_protocol_policy": "https-only",
                    "origin_ssl_protocols": ["TLSv1.2"],
                    "origin_read_timeout": SILENCE_SECONDS,
                },
            }
        ],
        default_cache_behavior=_behaviour("UseOriginCacheControlHeaders"),
        ordered_cache_behaviors=[
            {"path_pattern": "/v1/*", **_behaviour("Managed-CachingDisabled")},
        ],
        restrictions={"geo_restriction": {"restriction_type": "none"}},
        viewer_certificate={
            "acm_certificate_arn": inputs.certificate_arn,
            "ssl_support_method": "sni-only",
            "minimum_protocol_version": "TLSv1.2_2021",
        },
    )
    return distribution.domain_name


def _behaviour(caching: str) -> aws.cloudfront.DistributionDefaultCacheBehaviorArgsDict:
    # The host is passed on: it decides the route in the cluster.
    passed = aws.cloudfront.get_origin_request_policy_output(name="Managed-AllViewer")
    return {
        "target_origin_id": ORIGIN,
        "viewer_protocol_policy": "https-only",
        "allowed_methods": METHODS,
        "cached_methods": ["GET", "HEAD"],
        "cache_policy_id": aws.cloudfront.get_cache_policy_output(name=caching).id,
        "origin_request_policy_id": passed.id,
        "compress": False,  # an answer would wait until there is enough of it
    }
