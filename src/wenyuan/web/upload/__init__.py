"""Uploading: the page, the files on their way, and one's own uploads and documents."""
