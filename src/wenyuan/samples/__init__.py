"""Documents written for a new library to open with, made when they are needed; no library is required."""

from wenyuan.samples.catalogue import CATEGORIES, Category, Sample, generate

__all__ = ["CATEGORIES", "Category", "Sample", "generate"]
