"""The part that runs in the sandbox: it alone imports PDFium and Pillow."""
