"""Taking a document away: the file that was uploaded, or the PDF made of it."""
