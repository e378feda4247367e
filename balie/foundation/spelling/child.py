"""The process that spells: a line of JSON comes in, a line goes out. It knows neither Django nor the database, and ends when its input closes."""

from __future__ import annotations

import json
import sys

from balie.foundation.spelling.speller import check


def main() -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        language, wrong = check(asked["words"], asked["language"])
        sys.stdout.write(json.dumps({"language": language, "wrong": wrong}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
