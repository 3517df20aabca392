"""Wenyuan 文渊: a self-hosted document library."""

__version__ = "0.1.0"
