"""What stores of data have in common."""

import json

from tests.secrets import revealed
from tests.stacks import Made


def test_the_role_reads_the_passwords_and_nothing_else(stack: Made) -> None:
    (policy,) = stack.of("iam.RolePolicy")
    read, decrypt = json.loads(policy["policy"])["Statement"]
    assert read["Action"] == "secretsmanager:GetSecretValue"
    assert len(read["Resource"]) == len(stack.of("secretsmanager.Secret"))
    assert decrypt["Action"] == "kms:Decrypt"
    assert "*" not in policy["policy"]


def test_stores_are_reached_from_the_cluster_alone(stack: Made) -> None:
    rules = stack.of("vpc.SecurityGroupIngressRule")
    assert all(rule["referencedSecurityGroupId"].startswith("sg-") for rule in rules)
    groups = stack.of("ec2.SecurityGroup")
    assert len(rules) == len(groups)
    assert not any("ingress" in group or "egress" in group for group in groups)


def test_no_password_leaves_the_stack(stack: Made) -> None:
    assert "drawn" not in str(stack.outputs)
    kept = stack.of("secretsmanager.SecretVersion")
    assert all(revealed(version["secretString"]) == "drawn" for version in kept)
