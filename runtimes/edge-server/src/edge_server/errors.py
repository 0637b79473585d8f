"""What goes wrong, each with the status that a client sees."""


class ProtocolError(Exception):
    """A request that is answered with an error: the message says what is wrong and what would be right."""

    def __init__(self, status: int, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.retry_after = retry_after


class ModelError(Exception):
    """A model folder that cannot be served: wrong configuration, missing file, or a graph that does not fit it."""
