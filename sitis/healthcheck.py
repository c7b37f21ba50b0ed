"""``python -m sitis.healthcheck`` inside a container: exit 0 if /zdravi/ answers 200."""

import os
import sys
from urllib.error import URLError
from urllib.request import Request, urlopen


def main() -> int:
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".*")
    port = os.environ.get("PORT", "8000")
    ask = Request(f"http://127.0.0.1:{port}/zdravi/", headers={"Host": host or "localhost"})
    try:
        with urlopen(ask, timeout=5) as answer:  # noqa: S310 - the address is ours
            return 0 if answer.status == 200 else 1
    except URLError as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
