"""The cache: Valkey, which speaks the protocol of Redis."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

import stores
from config import Inputs

PORT = 6379
LONGEST_ID = 40


@dataclass(frozen=True)
class Cache:
    """Where it answers, and the secret with its password."""

    endpoint: pulumi.Output[str]
    secret_arn: pulumi.Output[str]


def make(inputs: Inputs, key: aws.kms.Key) -> Cache:
    """One node, or two in two zones where people depend on it."""
    password = stores.password("cache", inputs, key)
    subnets = aws.elasticache.SubnetGroup(inputs.prefix, subnet_ids=inputs.private_subnet_ids)
    group = stores.reached_from_cluster("cache", PORT, inputs)
    start = inputs.project[: LONGEST_ID - len(inputs.environment) - 1].rstrip("-")
    replication = aws.elasticache.ReplicationGroup(
        inputs.prefix,
        replication_group_id=f"{start}-{inputs.environment}",
        description=inputs.prefix,
        engine="valkey",
        engine_version="8.1",
        node_type=inputs.cache_node_type,
        num_cache_clusters=2 if inputs.production else 1,
        automatic_failover_enabled=inputs.production,
        multi_az_enabled=inputs.production,
        port=PORT,
        subnet_group_name=subnets.name,
        security_group_ids=[group.id],
        transit_encryption_enabled=True,
        auth_token=password.value,
        at_rest_encryption_enabled=True,
        kms_key_id=key.arn,
    )
    return Cache(replication.primary_endpoint_address, password.secret_arn)
