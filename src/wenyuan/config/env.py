"""Typed readers of environment variables: a value that cannot be understood stops the start, loudly."""

import os
from pathlib import Path


class BadSetting(Exception):
    """A setting has a value that cannot be understood; the message names both and what is allowed."""


def env_text(name: str, default: str = "") -> str:
    """The text of setting ``name``; ``NAME_FILE`` may name a file that holds it (for secrets)."""
    file = os.environ.get(f"{name}_FILE")
    if file:
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{name}_FILE={file!r} cannot be read: {error.strerror}") from error
    return os.environ.get(name, default)


def env_bool(name: str, *, default: bool) -> bool:
    """True for 1, true, yes, on; false for 0, false, no, off; anything else raises `BadSetting`."""
    raw = env_text(name).strip().lower()
    if not raw:
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise BadSetting(f"{name}={raw!r}: say true or false")


def env_int(name: str, *, default: int, minimum: int = 0) -> int:
    """A whole number of at least ``minimum``; anything else raises `BadSetting`."""
    raw = env_text(name).strip()
    if not raw:
        return default
    try:
        value = int(raw)
    except ValueError as error:
        raise BadSetting(f"{name}={raw!r}: say a whole number") from error
    if value < minimum:
        raise BadSetting(f"{name}={value}: say at least {minimum}")
    return value


def env_choice(name: str, *, default: str, choices: tuple[str, ...]) -> str:
    """One of ``choices``; anything else raises `BadSetting`."""
    value = env_text(name).strip().lower() or default
    if value not in choices:
        raise BadSetting(f"{name}={value!r}: say one of {', '.join(choices)}")
    return value


def env_list(name: str) -> list[str]:
    """Values separated by commas; empty where the setting is not given."""
    return [part.strip() for part in env_text(name).split(",") if part.strip()]
