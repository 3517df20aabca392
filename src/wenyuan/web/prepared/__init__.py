"""Templates, prepared once per language so that a request pays only for what differs.

Pages are written in Django's template language and mean what Django says they mean. On first use a template
is laid out flat for the language of the moment: parents and blocks are joined, and what cannot differ between
requests (words, addresses of style sheets, icons, addresses without arguments) becomes plain text. Tags that
are not known here are left to Django. What a template gives is the same, byte for byte, with and without.
"""
