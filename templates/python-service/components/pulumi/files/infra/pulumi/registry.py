"""The registry of the service's images."""

import json

import pulumi
import pulumi_aws as aws

from config import Inputs

# An image that no tag names any more was replaced before it was released.
LIFECYCLE = {
    "rules": [
        {
            "rulePriority": 1,
            "description": "images without a tag go after two weeks",
            "selection": {
                "tagStatus": "untagged",
                "countType": "sinceImagePushed",
                "countUnit": "days",
                "countNumber": 14,
            },
            "action": {"type": "expire"},
        }
    ]
}


def make(inputs: Inputs, key: aws.kms.Key) -> pulumi.Output[str]:
    """Its address."""
    repository = aws.ecr.Repository(
        inputs.prefix,
        name=inputs.prefix,
        image_tag_mutability="IMMUTABLE",
        image_scanning_configuration={"scan_on_push": True},
        encryption_configurations=[{"encryption_type": "KMS", "kms_key": key.arn}],
    )
    aws.ecr.LifecyclePolicy(inputs.prefix, repository=repository.name, policy=json.dumps(LIFECYCLE))
    return repository.repository_url
