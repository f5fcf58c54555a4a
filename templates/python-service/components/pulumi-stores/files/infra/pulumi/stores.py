"""What stores of data have in common: who reaches them, and a password that nobody knows."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from config import Inputs


@dataclass(frozen=True)
class Password:
    """A password and the secret that holds it."""

    value: pulumi.Output[str]
    secret_arn: pulumi.Output[str]


def password(name: str, inputs: Inputs, key: aws.kms.Key) -> Password:
    """Draws a password once, and keeps it in Secrets Manager."""
    secret = aws.secretsmanager.Secret(
        f"{inputs.prefix}-{name}", name=f"{inputs.prefix}/{name}", kms_key_id=key.arn
    )
    drawn = aws.secretsmanager.get_random_password_output(
        password_length=48, exclude_punctuation=True
    )
    version = aws.secretsmanager.SecretVersion(
        f"{inputs.prefix}-{name}",
        secret_id=secret.id,
        secret_string=pulumi.Output.secret(drawn.random_password),
        # Every run draws another one; the first one stays.
        opts=pulumi.ResourceOptions(ignore_changes=["secret_string"]),
    )
    return Password(value=version.secret_string.apply(str), secret_arn=secret.arn)


def reached_from_cluster(name: str, port: int, inputs: Inputs) -> aws.ec2.SecurityGroup:
    """Lets the cluster's nodes in, on one port, and nothing out."""
    group = aws.ec2.SecurityGroup(
        f"{inputs.prefix}-{name}",
        description=f"{name} of {inputs.prefix}, from its cluster alone",
        vpc_id=inputs.vpc_id,
    )
    aws.vpc.SecurityGroupIngressRule(
        f"{inputs.prefix}-{name}",
        security_group_id=group.id,
        referenced_security_group_id=inputs.cluster_security_group_id,
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
    )
    return group
