// The size of the sheets: fitted to the column, or a share of the paper's true size; one or two side by side.

const STEPS = [0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3];
const PIXELS_PER_POINT = 96 / 72;

export class Zoom {
  constructor(root, sheets) {
    this.sheets = sheets;
    this.scale = null;
    this.shown = root.querySelector("[data-zoom]");
    this.fitButton = root.querySelector('[data-do="fit"]');
    this.twoButton = root.querySelector('[data-do="two"]');
    this.largerButton = root.querySelector('[data-do="in"]');
    this.smallerButton = root.querySelector('[data-do="out"]');
    sheets.addEventListener("added", ({ detail: figure }) => this.#size(figure));
    sheets.addEventListener("resized", () => this.#tell());
    sheets.addEventListener("page", () => this.#tell());
    this.#tell();
  }

  /** One step larger (1) or smaller (-1) than what is seen now. */
  step(direction) {
    const now = this.#seen();
    const steps = direction > 0 ? STEPS.filter((step) => step > now + 0.005) : STEPS.filter((step) => step < now - 0.005);
    const next = direction > 0 ? steps[0] : steps.at(-1);
    if (next) {
      this.#set(next);
    }
  }

  fit() {
    this.#set(null);
  }

  toggleTwo() {
    if (!this.twoButton) {
      return;
    }
    const holder = this.sheets.holder;
    this.sheets.keepPlace(() => holder.toggleAttribute("data-two"));
    this.twoButton.setAttribute("aria-pressed", String(holder.hasAttribute("data-two")));
    this.#tell();
  }

  leaveTwo() {
    const isTwo = this.sheets.holder.hasAttribute("data-two");
    if (isTwo) {
      this.toggleTwo();
    }
    return isTwo;
  }

  #set(scale) {
    this.sheets.keepPlace(() => {
      this.scale = scale;
      this.sheets.holder.toggleAttribute("data-zoomed", scale !== null);
      for (const figure of this.sheets.figures.values()) {
        this.#size(figure);
      }
    });
    this.fitButton.setAttribute("aria-pressed", String(scale === null));
    this.#tell();
  }

  #size(figure) {
    const paper = figure.firstElementChild;
    if (this.scale === null) {
      paper.style.removeProperty("--sheet-width");
      return;
    }
    const [width] = this.sheets.settings.size(Number(figure.dataset.page));
    paper.style.setProperty("--sheet-width", `${Math.round(width * PIXELS_PER_POINT * this.scale)}px`);
  }

  /** How large the current page is seen, as a share of the paper's true size. */
  #seen() {
    if (this.scale !== null) {
      return this.scale;
    }
    const figure = this.sheets.figure(this.sheets.current);
    const [width] = this.sheets.settings.size(this.sheets.current);
    return figure.firstElementChild.clientWidth / (width * PIXELS_PER_POINT);
  }

  #tell() {
    const seen = this.#seen();
    this.shown.textContent = `${Math.round(seen * 100)}%`;
    this.largerButton.disabled = seen >= STEPS.at(-1) - 0.005;
    this.smallerButton.disabled = seen <= STEPS[0] + 0.005;
  }
}
