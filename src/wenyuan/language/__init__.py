"""Pure: the language of texts, their words, keywords, headings, titles and passages. No Django."""
