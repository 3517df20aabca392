"""The embedded engine: a Tantivy index in the data folder."""
