"""A secret key for machines that serve nobody but the person who started them."""

from pathlib import Path

import environ
from django.core.management.utils import get_random_secret_key


def local_secret_key(folder: Path, env: environ.Env) -> str:
    """The key from the environment, or one kept in ``folder`` (made on the first start)."""
    if given := env.str("SECRET_KEY", ""):
        return given
    file = folder / "secret-key"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(get_random_secret_key(), encoding="utf-8")
    return file.read_text(encoding="utf-8")
