"""Pages about the library itself: terms, privacy, how pages are made; and the theme switch."""
