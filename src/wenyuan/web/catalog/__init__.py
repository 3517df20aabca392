"""Walking along the shelves: categories, keywords, new and much-read documents."""
