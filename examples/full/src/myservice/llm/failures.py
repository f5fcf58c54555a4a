"""What can go wrong with a model, in the service's own words."""


class ModelFailure(Exception):
    """A model call did not answer; the message may be shown to the caller."""


class ModelNotConfigured(ModelFailure):
    """The key is a dummy."""


class ModelBusy(ModelFailure):
    """All parallel calls are in use."""


class ModelUnavailable(ModelFailure):
    """Every model of the chain is down, slow or over its rate limit."""


class ModelRefused(ModelFailure):
    """The model answered, but not with an answer: a wrong key, a limit, a filter."""
