"""The cache."""

import pytest

from tests.secrets import revealed
from tests.stacks import Made


def test_it_is_encrypted_and_asks_for_a_password(stack: Made) -> None:
    (cache,) = stack.of("elasticache.ReplicationGroup")
    assert cache["transitEncryptionEnabled"]
    assert cache["atRestEncryptionEnabled"]
    assert cache["kmsKeyId"]
    assert revealed(cache["authToken"]) == "drawn"


@pytest.mark.parametrize(("name", "nodes"), [("staging", 1), ("production", 2)])
def test_production_outlives_a_zone(name: str, nodes: int, request: pytest.FixtureRequest) -> None:
    (cache,) = request.getfixturevalue(name).of("elasticache.ReplicationGroup")
    assert cache["numCacheClusters"] == nodes
    assert cache["multiAzEnabled"] is cache["automaticFailoverEnabled"] is (nodes == 2)
