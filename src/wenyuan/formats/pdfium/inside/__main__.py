"""Entry in the sandbox: ``extract PATH MAX_PAGES KEEP_HYPHENS LAST``, ``raster PATH`` or ``zygote``."""

import sys


def main(arguments: list[str]) -> None:
    """Do what the arguments say. The jobs import apart: one needs no Pillow."""
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    if arguments[0] == "extract":
        from wenyuan.formats.pdfium.inside.extract import extract

        extract(
            arguments[1],
            max_pages=int(arguments[2]),
            keep_hyphens=arguments[3] == "1",
            last=int(arguments[4]),
        )
    elif arguments[0] == "zygote":
        from wenyuan.formats.pdfium.inside.zygote import main as serve_jobs

        serve_jobs()
    else:
        from wenyuan.formats.pdfium.inside.raster import serve

        serve(arguments[1])


if __name__ == "__main__":
    main(sys.argv[1:])
