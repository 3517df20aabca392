"""Pure: what a document really holds, where else its text stands, and whether it was reworded. No Django."""
