"""The few error types that cross package borders; one mapping at each edge turns them into words."""

from collections.abc import Mapping


class WenyuanError(Exception):
    """Something the product refuses or cannot do, with a stable code and the facts its sentence needs.

    ``code`` is a lower-case identifier that programs may rely on; ``params`` holds the values that the
    sentence shown to a person needs (limits, names), never the sentence itself.
    """

    code = "error"

    def __init__(self, code: str | None = None, **params: object) -> None:
        self.code = code or self.code
        self.params: Mapping[str, object] = params
        super().__init__(self.code, dict(params))

    def __str__(self) -> str:
        facts = ", ".join(f"{key}={value!r}" for key, value in self.params.items())
        return f"{self.code} ({facts})" if facts else self.code


class NotKnown(WenyuanError):
    """The thing does not exist, or the actor may not know that it does: both look the same."""

    code = "not_found"


class NotAllowed(WenyuanError):
    """The actor may know the thing but may not do this to it; ``why`` names the reason."""

    code = "not_allowed"


class Invalid(WenyuanError):
    """Input that a person can correct; ``field`` names where."""

    code = "invalid"
