// The sheets of paper: makes those that the server left out, knows where the reader is, and leads to a page.

const USUAL_WIDTH = 900;

export class Sheets extends EventTarget {
  constructor(root, settings) {
    super();
    this.settings = settings;
    this.holder = root.querySelector("[data-sheets]");
    this.more = root.querySelector("[data-more]");
    this.less = root.querySelector("[data-less]");
    this.figures = new Map();
    this.current = 1;
    this.near = new Set();
    this.middle = new IntersectionObserver((entries) => this.#passed(entries), { rootMargin: "-45% 0px -45% 0px" });
    this.around = new IntersectionObserver((entries) => this.#approached(entries), { rootMargin: "60% 0px 60% 0px" });
    this.resized = new ResizeObserver((entries) => this.#resized(entries));
    for (const figure of this.holder.querySelectorAll(".sheet")) {
      this.#adopt(figure);
    }
    this.current = Math.min(...this.figures.keys());
    this.target = null; // where the reader was led to, until they move on by themselves
    this.ledAt = 0;
    for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"]) {
      window.addEventListener(kind, () => (this.target = null), { capture: true, passive: true });
    }
    for (const nav of root.querySelectorAll("[data-static]")) {
      nav.hidden = true;
    }
  }

  get isExpanded() {
    return this.figures.size === this.settings.readable;
  }

  figure(page) {
    return this.figures.get(page);
  }

  /** Show every readable page. */
  expand() {
    if (this.isExpanded) {
      return;
    }
    let after = null;
    for (let page = this.settings.readable; page >= 1; page -= 1) {
      let figure = this.figures.get(page);
      if (!figure) {
        figure = this.#make(page);
        this.holder.insertBefore(figure, after);
        this.#adopt(figure);
      }
      after = figure;
    }
    this.#showWays();
    this.dispatchEvent(new Event("expanded"));
  }

  /** Show the first pages only, and go to the last of them. */
  collapse() {
    for (const [page, figure] of [...this.figures]) {
      if (page > this.settings.first) {
        this.#leave(page, figure);
      }
    }
    this.#showWays();
    this.dispatchEvent(new Event("collapsed"));
    this.goTo(this.settings.first);
    this.more?.querySelector("a")?.focus({ preventScroll: true });
  }

  /** Lead to a page, showing all where it is not among the shown. Pages that are not there: the nearest. */
  goTo(page, { push = false, inside = null } = {}) {
    const wanted = Math.max(1, Math.min(this.settings.readable, page || 1));
    if (!this.figures.has(wanted)) {
      this.expand();
    }
    if (push) {
      history.pushState(null, "", `${location.pathname}${location.search}#p${wanted}`);
    }
    this.#become(wanted);
    this.target = wanted;
    this.ledAt = performance.now();
    if (inside) {
      inside.scrollIntoView({ block: "center", inline: "nearest" });
    } else {
      this.figures.get(wanted).scrollIntoView({ block: "start", inline: "nearest" });
    }
  }

  /** Stay with a page that is being used, though another is in the middle, until the reader moves on. */
  hold(page) {
    this.#become(page);
    this.target = page;
    this.ledAt = performance.now();
  }

  /** Change the layout and keep what is in the middle of the window where it is. */
  keepPlace(change) {
    const figure = this.figures.get(this.current);
    const paper = figure?.firstElementChild;
    const middle = window.innerHeight / 2;
    const before = paper?.getBoundingClientRect();
    const share = before ? (middle - before.top) / Math.max(1, before.height) : 0;
    change();
    if (paper && share > 0 && before.top < middle) {
      const after = paper.getBoundingClientRect();
      const scroller = document.fullscreenElement ?? document.scrollingElement;
      scroller.scrollTop += after.top + share * after.height - middle;
    }
  }

  #adopt(figure) {
    this.figures.set(Number(figure.dataset.page), figure);
    this.middle.observe(figure);
    this.around.observe(figure);
    this.resized.observe(figure.firstElementChild);
    this.dispatchEvent(new CustomEvent("added", { detail: figure }));
  }

  #leave(page, figure) {
    this.middle.unobserve(figure);
    this.around.unobserve(figure);
    this.resized.unobserve(figure.firstElementChild);
    this.figures.delete(page);
    this.near.delete(page);
    figure.remove();
    this.dispatchEvent(new CustomEvent("far", { detail: page }));
  }

  #make(page) {
    const [width, height] = this.settings.size(page);
    const figure = document.createElement("figure");
    figure.className = "sheet";
    figure.id = `p${page}`;
    figure.dataset.page = page;
    const paper = document.createElement("div");
    paper.className = "sheet-paper";
    const image = document.createElement("img");
    image.className = "sheet-image";
    image.loading = "lazy";
    image.decoding = "async";
    image.width = USUAL_WIDTH;
    image.height = Math.max(1, Math.round((USUAL_WIDTH * height) / Math.max(1, width)));
    image.alt = this.settings.words("alt", { number: page, pages: this.settings.pages });
    image.sizes = this.holder.querySelector(".sheet-image")?.sizes ?? "100vw";
    image.srcset = this.settings.imageSet(page);
    image.src = this.settings.image(page, USUAL_WIDTH);
    paper.append(image);
    figure.append(paper);
    return figure;
  }

  #showWays() {
    if (this.more) {
      this.more.hidden = this.isExpanded;
    }
    this.less.hidden = !this.isExpanded || this.settings.readable <= this.settings.first + 1;
  }

  #passed(entries) {
    const pages = entries
      .filter((entry) => entry.isIntersecting && entry.time >= this.ledAt) // what was seen on the way is told late
      .map((entry) => Number(entry.target.dataset.page));
    const page = Math.min(...pages); // of two side by side the first
    const isBeside = this.target !== null && page !== this.target; // the last sheet may not reach the middle
    if (pages.length && !isBeside) {
      this.#become(page);
    }
  }

  #become(page) {
    if (page !== this.current && this.figures.has(page)) {
      this.current = page;
      this.dispatchEvent(new CustomEvent("page", { detail: page }));
    }
  }

  #approached(entries) {
    for (const entry of entries) {
      const page = Number(entry.target.dataset.page);
      if (entry.isIntersecting && !this.near.has(page)) {
        this.near.add(page);
        this.dispatchEvent(new CustomEvent("near", { detail: page }));
      } else if (!entry.isIntersecting && this.near.delete(page)) {
        this.dispatchEvent(new CustomEvent("far", { detail: page }));
      }
    }
  }

  #resized(entries) {
    for (const { target, contentRect } of entries) {
      const image = target.querySelector(".sheet-image");
      const width = Math.ceil(contentRect.width);
      // Pictures only grow: a larger one that is there already also serves a smaller sheet.
      if (width && width > (Number(target.dataset.width) || 0)) {
        target.dataset.width = width;
        image.sizes = `${width}px`;
      }
    }
    const papers = entries.map(({ target, contentRect }) => ({ paper: target, width: contentRect.width }));
    this.dispatchEvent(new CustomEvent("resized", { detail: papers })); // once for all: a listener may measure
  }
}
