"""The database and its replica."""

import pytest

from tests.secrets import revealed
from tests.stacks import Made


def test_a_replica_follows_the_primary(stack: Made) -> None:
    primary, replica = stack.of("rds.Instance")
    assert replica["replicateSourceDb"] == primary["identifier"]
    assert replica["vpcSecurityGroupIds"] == primary["vpcSecurityGroupIds"]
    assert stack.outputs["replica_endpoint"] != stack.outputs["database_endpoint"]


def test_both_are_encrypted_and_private(stack: Made) -> None:
    for instance in stack.of("rds.Instance"):
        assert instance["storageEncrypted"]
        assert instance["kmsKeyId"]
        assert instance["publiclyAccessible"] is False


@pytest.mark.parametrize(("name", "kept"), [("staging", False), ("production", True)])
def test_production_outlives_a_zone_and_a_mistake(
    name: str, kept: bool, request: pytest.FixtureRequest
) -> None:
    primary, replica = request.getfixturevalue(name).of("rds.Instance")
    assert primary["multiAz"] is kept
    assert primary["deletionProtection"] is kept
    assert replica["deletionProtection"] is kept
    assert primary["finalSnapshotIdentifier"]
    assert primary["backupRetentionPeriod"] == (30 if kept else 7)


def test_the_password_is_the_one_in_the_secret(stack: Made) -> None:
    primary, replica = stack.of("rds.Instance")
    assert revealed(primary["password"]) == "drawn"
    assert "password" not in replica
    assert "manageMasterUserPassword" not in primary


def test_connections_are_encrypted(stack: Made) -> None:
    (group,) = stack.of("rds.ParameterGroup")
    assert {"name": "rds.force_ssl", "value": "1"} in group["parameters"]
