"""Searches a library for many words as an anonymous reader, in one process: prints each word's documents."""

import json
import sys
from pathlib import Path


def main() -> None:
    """``find_all.py DATA WORD…``."""
    from wenyuan.config import prepare

    prepare.set_up(Path(sys.argv[1]))
    from wenyuan.kernel.actor import ANONYMOUS
    from wenyuan.search.query import SearchQuery
    from wenyuan.search.selectors import find

    found = {
        word: [hit.document.pk for hit in find(ANONYMOUS, SearchQuery(text=word)).hits]
        for word in sys.argv[2:]
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
