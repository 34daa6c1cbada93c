"""How asking a provider can fail. Each message is one sentence for a person: what was asked, why not, what to do."""


class CannotAsk(Exception):
    """Nobody answered: no right, no way there, or something else than what was asked."""


class NoCredentials(CannotAsk):
    """There is nothing here by which a provider would know who asks."""
