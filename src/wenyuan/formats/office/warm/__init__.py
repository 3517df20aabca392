"""LibreOffice kept warm: a zygote in the sandbox that forks one pristine process for every document."""

from wenyuan.formats.office.warm.keeper import LOADING
from wenyuan.formats.office.warm.office import WarmOffice

__all__ = ["LOADING", "WarmOffice"]
