// Slides that are built click by click: shows one step after another, by key, click or touch.

const USUAL_WIDTH = 900;

export class Steps {
  constructor(root, sheets, settings, say) {
    this.sheets = sheets;
    this.settings = settings;
    this.say = say;
    this.at = new Map(); // of a page the step that is shown; without one it is shown as it is in the end
    this.template = root.querySelector("template[data-steps]");
    if (!this.template) {
      return;
    }
    sheets.addEventListener("added", ({ detail: figure }) => this.#equip(figure));
    for (const figure of sheets.figures.values()) {
      this.#equip(figure);
    }
    sheets.holder.addEventListener("click", (event) => this.#clicked(event));
    document.addEventListener("keydown", (event) => this.#pressed(event));
  }

  /** The next step of the current page; after its last, the next page from its beginning. */
  forward(page = this.sheets.current) {
    const step = this.at.get(page) ?? 0;
    if (step < this.settings.stepsOf(page)) {
      this.#show(page, step + 1);
    } else if (page < this.settings.readable) {
      this.sheets.goTo(page + 1);
      if (this.settings.stepsOf(page + 1)) {
        this.#show(page + 1, 1);
      }
    }
  }

  /** The step before; from the first of a page to the page before, as it is in the end. */
  back(page = this.sheets.current) {
    const step = this.at.get(page) ?? 0;
    if (step > 1) {
      this.#show(page, step - 1);
      return;
    }
    this.#show(page, 0);
    if (page > 1) {
      this.sheets.goTo(page - 1);
      this.#show(page - 1, this.settings.stepsOf(page - 1));
    }
  }

  /** Every page as it is in the end. */
  showWhole() {
    for (const page of [...this.at.keys()]) {
      this.#show(page, 0);
    }
  }

  #equip(figure) {
    const page = Number(figure.dataset.page);
    if (!this.settings.stepsOf(page)) {
      return;
    }
    figure.querySelector("[data-step-links]")?.remove();
    const controls = this.template.content.cloneNode(true).firstElementChild;
    controls.setAttribute("aria-label", this.settings.words("stepsOfPage", { number: page }));
    figure.firstElementChild.after(controls);
    figure.dataset.built = "";
    this.#label(figure, page);
  }

  #clicked(event) {
    const figure = event.target.closest(".sheet[data-built]");
    if (!figure) {
      return;
    }
    const page = Number(figure.dataset.page);
    const way = event.target.closest("[data-step]")?.dataset.step;
    if (way === "-1") {
      this.#show(page, (this.at.get(page) ?? 0) - 1);
    } else if (way || this.#isOnPicture(event)) {
      this.forward(page);
    }
  }

  /** Whether a click meant the picture: not a link on it, not the end of selecting its text. */
  #isOnPicture(event) {
    const isPicture = event.target.closest(".sheet-paper") && !event.target.closest("a, button, .sheet-note");
    return isPicture && window.getSelection().isCollapsed;
  }

  /** The space bar steps on while a built page is the current one; elsewhere it scrolls. */
  #pressed(event) {
    const isPlain = !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented);
    const takesSpace = event.target.closest?.("input, textarea, select, button, a, summary, dialog, [contenteditable]");
    const page = this.sheets.current;
    if (event.key === " " && isPlain && !takesSpace && this.settings.stepsOf(page) && this.#isInSight(page)) {
      event.preventDefault();
      this.forward(page);
    }
  }

  #isInSight(page) {
    const box = this.sheets.figure(page)?.firstElementChild.getBoundingClientRect();
    return Boolean(box) && box.bottom > 0 && box.top < window.innerHeight;
  }

  #show(page, wanted) {
    const figure = this.sheets.figure(page);
    const count = this.settings.stepsOf(page);
    if (!figure || !count) {
      return;
    }
    const step = Math.max(0, Math.min(count, wanted));
    if (step === (this.at.get(page) ?? 0)) {
      return;
    }
    step ? this.at.set(page, step) : this.at.delete(page);
    if (step) {
      this.sheets.hold(page);
    }
    const image = figure.querySelector(".sheet-image");
    const shown = step || this.settings.restOf(page);
    image.loading = "eager";
    image.srcset = this.settings.imageSet(page, shown);
    image.src = this.settings.image(page, USUAL_WIDTH, shown);
    image.alt = this.#alt(page, step);
    this.#label(figure, page);
    this.say(image.alt);
    if (step && step < count) {
      this.#fetchAhead(image, page, step + 1);
    }
  }

  #alt(page, step) {
    const alt = this.settings.words("alt", { number: page, pages: this.settings.pages });
    return step ? `${alt}, ${this.settings.words("step", { number: step, total: this.settings.stepsOf(page) })}` : alt;
  }

  #label(figure, page) {
    const step = this.at.get(page) ?? 0;
    const total = this.settings.stepsOf(page);
    const place = figure.querySelector("[data-step-place]");
    place.textContent = step ? `${step} / ${total}` : this.settings.words("steps", { total });
    figure.querySelector('[data-step="-1"]').disabled = step === 0;
  }

  #fetchAhead(shown, page, step) {
    this.ahead = new Image();
    this.ahead.sizes = shown.sizes;
    this.ahead.srcset = this.settings.imageSet(page, step);
    this.ahead.src = this.settings.image(page, USUAL_WIDTH, step);
  }
}
