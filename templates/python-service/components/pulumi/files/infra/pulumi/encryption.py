"""The key under which everything of the service is encrypted at rest."""

import pulumi_aws as aws

from config import Inputs


def make(inputs: Inputs) -> aws.kms.Key:
    """One key for each environment, so that losing one opens nothing of the other."""
    key = aws.kms.Key(
        inputs.prefix,
        description=f"{inputs.prefix} at rest",
        enable_key_rotation=True,
        deletion_window_in_days=30,
    )
    aws.kms.Alias(inputs.prefix, name=f"alias/{inputs.prefix}", target_key_id=key.key_id)
    return key
