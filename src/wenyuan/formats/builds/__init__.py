"""Slides that are built click by click: what the author's animation shows at each, as pages of a second PDF.

`stepped` reads the animation of a presentation, and writes a copy of it with a slide for each step.
"""
