"""How well copies, rewording and titles are judged, on labelled sets made from real collections."""
