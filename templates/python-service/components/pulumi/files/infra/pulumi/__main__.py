"""What `pulumi up` runs."""

import pulumi

import config
import service
import tags

inputs = config.read()
tags.enforce(tags.of(inputs))
for name, value in service.make(inputs).items():
    pulumi.export(name, value)
