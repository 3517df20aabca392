// Pictures that did not come: says so on the sheet, and asks again while the server says "not yet".

const MOST_TRIES = 12;

export function startPictures(sheets, settings) {
  const watch = (figure) => {
    const image = figure.querySelector(".sheet-image");
    let tries = 0;
    image.addEventListener("load", () => {
      tries = 0;
      figure.querySelector(".sheet-note")?.remove();
    });
    const failed = async () => {
      tries += 1;
      const wait = await waitOf(image.currentSrc || image.src);
      if (wait === null || tries > MOST_TRIES) {
        note(figure, settings.words("broken"));
        return;
      }
      note(figure, settings.words("retrying"));
      setTimeout(() => {
        const { srcset } = image;
        image.removeAttribute("srcset");
        image.src = image.getAttribute("src");
        image.srcset = srcset;
      }, wait * 1000 * Math.min(tries, 5));
    };
    image.addEventListener("error", failed);
    if (image.complete && image.naturalWidth === 0 && image.loading !== "lazy") {
      failed();
    }
  };
  sheets.addEventListener("added", ({ detail: figure }) => watch(figure));
  for (const figure of sheets.figures.values()) {
    watch(figure);
  }
}

/** Seconds to wait before asking again, or null where asking again will not help. */
async function waitOf(address) {
  try {
    const response = await fetch(address, { method: "HEAD", headers: { Accept: "image/webp,image/*" } });
    if (response.ok) {
      return 1;
    }
    return response.status === 503 ? Number(response.headers.get("Retry-After")) || 3 : null;
  } catch {
    return 5; // no connection at this moment
  }
}

function note(figure, words) {
  const paper = figure.firstElementChild;
  let element = paper.querySelector(".sheet-note");
  if (!element) {
    element = document.createElement("p");
    element.className = "sheet-note";
    paper.append(element);
  }
  element.textContent = words;
}
