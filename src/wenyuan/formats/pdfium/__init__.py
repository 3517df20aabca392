"""PDF through PDFium: `inside` runs in the sandbox, the rest starts it and checks what it says."""
