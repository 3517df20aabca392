// Printing: every page that may be read, each on its own sheet, once all pictures are there.

const MOST_PAGES = 400;

export function startPrinting(sheets, steps) {
  const prepare = () => {
    steps.showWhole();
    if (sheets.settings.readable <= MOST_PAGES) {
      sheets.expand();
    }
    for (const figure of sheets.figures.values()) {
      figure.querySelector(".sheet-image").loading = "eager";
    }
  };
  window.addEventListener("beforeprint", prepare);
  return async () => {
    prepare();
    const pictures = [...sheets.figures.values()].map((figure) => figure.querySelector(".sheet-image"));
    await Promise.allSettled(pictures.map((picture) => picture.decode()));
    window.print();
  };
}
