"""Converting office files: fidelity to plain LibreOffice, and speed against the usual ways."""
