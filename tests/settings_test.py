"""The product's own settings, on a throwaway data folder, with a cheap password hasher."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = Path(tempfile.mkdtemp(prefix="wenyuan-tests-"))
(_folder / "static").mkdir()
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

# Tests mean the defaults: what the person who runs them has set is not theirs. The runner sets the database.
_kept = {"WENYUAN_DATABASE_URL"} | {name for name in os.environ if name.startswith("WENYUAN_TEST_")}
for _name in [name for name in os.environ if name.startswith("WENYUAN_") and name not in _kept]:
    del os.environ[_name]
os.environ["WENYUAN_DATA"] = str(_folder)
os.environ["WENYUAN_SECRET_KEY"] = "only-for-tests-" * 4

from wenyuan.config.settings import *  # noqa: E402, F403
from wenyuan.config.settings import DATABASES, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The manifest is made when the library starts; templates under test name files plainly.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in use, so that threads and other processes meet the same locks.
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}
