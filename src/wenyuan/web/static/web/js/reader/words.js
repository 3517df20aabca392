// The invisible text over a page: each run of characters lies exactly on its picture, to be selected and found.

const UNIT = 4; // laid out at four times its size, so that no least size of the browser's fonts gets in the way
const KEPT = 40;

export class Words {
  constructor(sheets, settings) {
    this.sheets = sheets;
    this.settings = settings;
    this.layers = new Map();
    this.marks = new Map();
    this.spaces = new Map();
    sheets.addEventListener("near", ({ detail: page }) => this.show(page).catch(() => {}));
    sheets.addEventListener("far", ({ detail: page }) => this.#tidy(page));
    sheets.addEventListener("resized", ({ detail: papers }) => papers.forEach(({ paper, width }) => this.#scale(paper, width)));
    document.addEventListener("copy", (event) => this.#copy(event));
    document.addEventListener("pointerup", () => this.#selected());
    document.addEventListener("pointercancel", () => this.#selected());
  }

  /** The layer of a page, fetched and laid out once; null where the page is not shown. */
  async show(page) {
    if (!this.sheets.figure(page)) {
      return null;
    }
    if (!this.layers.has(page)) {
      this.layers.set(page, this.#load(page));
    }
    try {
      return await this.layers.get(page);
    } catch (error) {
      this.layers.delete(page);
      throw error;
    }
  }

  /** Mark places: a map from page to a list of {start, end, isNow}. Pages that come later are marked then. */
  mark(marks) {
    this.marks = marks;
    for (const [page, promise] of this.layers) {
      promise.then((layer) => this.#apply(page, layer)).catch(() => {});
    }
  }

  /** The element of the marked place at ``start`` on a page, once its layer is there. */
  async placeOf(page, start) {
    const layer = await this.show(page);
    return layer?.element.querySelector(`mark[data-start="${start}"]`) ?? null;
  }

  async #load(page) {
    const response = await fetch(this.settings.text(page));
    if (!response.ok) {
      throw new Error(`text of page ${page}: ${response.status}`);
    }
    const value = await response.json();
    const figure = this.sheets.figure(page);
    if (!figure) {
      throw new Error("gone");
    }
    const layer = this.#lay(value);
    const paper = figure.firstElementChild;
    paper.querySelector(".words")?.remove();
    paper.append(layer.element);
    this.#fit(layer);
    this.#scale(paper, paper.clientWidth);
    this.#apply(page, layer);
    return layer;
  }

  #lay(value) {
    const element = document.createElement("div");
    element.className = "words";
    element.translate = false;
    element.style.width = `${value.width * UNIT}px`;
    element.style.height = `${value.height * UNIT}px`;
    element.dataset.width = value.width * UNIT;
    const runs = [];
    let offset = 0;
    for (const [index, [text, x, y, width, height, after]] of value.words.entries()) {
      const next = value.words[index + 1];
      const isDown = height > 2 * width && [...text].length > 1;
      const span = document.createElement("span");
      span.className = isDown ? "words-down" : "";
      span.style.left = `${x * UNIT}px`;
      span.style.top = `${y * UNIT}px`;
      span.style.fontSize = `${(isDown ? width : height) * UNIT}px`;
      const goesOn = after === " " && next && !isDown && next[1] >= x + width && Math.abs(next[2] - y) < height;
      // The server counts characters, not their 16-bit halves; the list is only needed where they differ.
      const points = [...text];
      const run = { span, text, after, points: points.length === text.length ? null : points, start: offset, width, height, isDown, gap: goesOn ? next[1] - x - width : 0 };
      span.textContent = text + after;
      run.length = points.length;
      offset += points.length + after.length;
      runs.push(run);
      element.append(span);
    }
    const end = document.createElement("div");
    end.className = "words-end";
    element.append(end);
    element.addEventListener("pointerdown", () => (element.dataset.selecting = ""));
    return { element, runs };
  }

  /** Stretch every run to its width on the page: all are measured, then all are set. */
  #fit({ element, runs }) {
    const space = this.#spaceOf(element);
    const sizes = runs.map(({ span }) => [span.offsetWidth, span.offsetHeight]);
    for (const [index, run] of runs.entries()) {
      const [wide, tall] = sizes[index];
      const fontSize = (run.isDown ? run.width : run.height) * UNIT;
      const blank = run.after === " " ? space * fontSize : 0;
      if (run.isDown) {
        run.span.style.transform = `scaleY(${(run.height * UNIT) / Math.max(1, tall - blank)})`;
        continue;
      }
      const stretch = (run.width * UNIT) / Math.max(1, wide - blank);
      run.span.style.transform = `scaleX(${stretch})`;
      if (blank && stretch > 0) {
        run.span.style.wordSpacing = `${(run.gap * UNIT) / stretch - blank}px`;
      }
    }
  }

  /** The width of a space, in parts of the size of the letters. */
  #spaceOf(element) {
    const probe = document.createElement("span");
    probe.style.fontSize = "1000px";
    probe.textContent = " ";
    element.append(probe);
    const width = probe.offsetWidth / 1000;
    probe.remove();
    return width;
  }

  #scale(paper, width) {
    const element = paper.querySelector(".words");
    if (element) {
      element.style.transform = `scale(${width / Number(element.dataset.width)})`;
    }
  }

  #apply(page, { runs, element }) {
    const places = this.marks.get(page) ?? [];
    if (!places.length && !element.dataset.marked) {
      return;
    }
    element.dataset.marked = places.length ? "yes" : "";
    for (const run of runs) {
      const end = run.start + run.length;
      const inside = places.filter((place) => place.start < end && place.end > run.start);
      if (inside.length || run.isMarked) {
        run.isMarked = inside.length > 0;
        run.span.replaceChildren(...pieces(run, inside));
      }
    }
  }

  /** Take away layers that are far from the reader, unless something in them is selected. */
  #tidy(page) {
    if (!this.sheets.figure(page)) {
      this.layers.delete(page);
    }
    if (this.layers.size <= KEPT || !document.getSelection().isCollapsed) {
      return;
    }
    for (const old of [...this.layers.keys()]) {
      if (this.layers.size <= KEPT / 2) {
        return;
      }
      if (!this.sheets.near.has(old)) {
        this.sheets.figure(old)?.querySelector(".words")?.remove();
        this.layers.delete(old);
      }
    }
  }

  #selected() {
    for (const element of document.querySelectorAll(".words[data-selecting]")) {
      delete element.dataset.selecting;
    }
  }

  /** What is copied is the text as it stands on the page, with the ends of its lines. */
  #copy(event) {
    const text = selectedText(document.getSelection());
    if (text) {
      event.preventDefault();
      event.clipboardData.setData("text/plain", text);
    }
  }
}

/** The contents of a run, with its marked parts marked. */
function pieces(run, places) {
  const nodes = [];
  let at = 0;
  for (const place of places) {
    const from = Math.max(0, place.start - run.start);
    const to = Math.min(run.length, place.end - run.start);
    if (from > at) {
      nodes.push(part(run, at, from));
    }
    const mark = document.createElement("mark");
    mark.className = place.isNow ? "words-now" : "";
    mark.dataset.start = place.start;
    mark.textContent = part(run, Math.max(at, from), to);
    nodes.push(mark);
    at = to;
  }
  nodes.push(part(run, at, run.length) + run.after);
  return nodes;
}

/** Some characters of a run, counted as the server counts. */
function part(run, from, to) {
  return run.points ? run.points.slice(from, to).join("") : run.text.slice(from, to);
}

/** The selected text of the page layers, or "" where the selection leaves them. */
export function selectedText(selection) {
  if (!selection || selection.isCollapsed || !selection.rangeCount) {
    return "";
  }
  const range = selection.getRangeAt(0);
  const parts = [];
  for (const span of document.querySelectorAll(".words > span")) {
    if (!range.intersectsNode(span)) {
      continue;
    }
    const own = document.createRange();
    own.selectNodeContents(span);
    if (range.compareBoundaryPoints(Range.START_TO_START, own) > 0) {
      own.setStart(range.startContainer, range.startOffset);
    }
    if (range.compareBoundaryPoints(Range.END_TO_END, own) < 0) {
      own.setEnd(range.endContainer, range.endOffset);
    }
    parts.push(own.toString());
  }
  return parts.join("").replace(/\s+$/, "");
}
