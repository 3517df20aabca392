// Find in the document: the server looks through the readable pages, the places are marked on their pictures.

const PAUSE = 250;

export class Finder {
  constructor(root, sheets, words, settings) {
    this.sheets = sheets;
    this.words = words;
    this.settings = settings;
    this.form = root.querySelector("[data-find]");
    this.input = this.form.elements.words;
    this.count = root.querySelector("[data-count]");
    this.button = root.querySelector('[data-do="find"]');
    this.matches = [];
    this.now = -1;
    this.asked = 0;
    let pause = 0;
    this.input.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(() => this.#find(this.input.value), PAUSE);
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(pause);
      if (this.input.value === this.found) {
        this.step(1);
      } else {
        this.#find(this.input.value);
      }
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.shiftKey) {
        event.preventDefault();
        this.step(-1);
      }
    });
  }

  get isOpen() {
    return !this.form.hidden;
  }

  toggle() {
    if (this.isOpen && document.activeElement === this.input) {
      this.close();
    } else {
      this.open();
    }
  }

  open() {
    this.form.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    this.input.focus();
    this.input.select();
  }

  close() {
    if (!this.isOpen) {
      return false;
    }
    const held = this.form.contains(document.activeElement);
    this.form.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    this.input.value = "";
    this.#find("");
    if (held) {
      this.button.focus({ preventScroll: true });
    }
    return true;
  }

  /** Mark what the search found, as its link asks, and go to the first place on ``page``. */
  showTerms(text, page) {
    this.form.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    this.input.value = text;
    this.#find(text, { terms: true, page: page || 1 });
  }

  step(direction) {
    if (this.matches.length) {
      this.#show((this.now + direction + this.matches.length) % this.matches.length);
    }
  }

  async #find(text, { terms = false, page = this.sheets.current } = {}) {
    const asked = (this.asked += 1);
    this.found = text;
    if (!text.trim()) {
      this.matches = [];
      this.now = -1;
      this.count.textContent = "";
      this.#mark();
      return;
    }
    this.count.textContent = this.settings.words("searching");
    let answer = null;
    try {
      const response = await fetch(this.settings.address("find", terms ? { q: text, terms: 1 } : { q: text }));
      answer = response.ok ? await response.json() : null;
    } catch {
      answer = null;
    }
    if (asked !== this.asked) {
      return; // something else was typed meanwhile
    }
    if (!answer) {
      this.found = null;
      this.count.textContent = this.settings.words("failed");
      return;
    }
    this.hasMore = answer.more;
    this.matches = answer.matches.map(([number, start, end]) => ({ page: number, start, end }));
    if (!this.matches.length) {
      this.now = -1;
      this.count.textContent = this.settings.words("none");
      this.#mark();
      return;
    }
    const next = this.matches.findIndex((match) => match.page >= page);
    await this.#show(next < 0 ? 0 : next);
  }

  async #show(index) {
    this.now = index;
    const match = this.matches[index];
    const sentence = this.hasMore ? "countMore" : "count";
    this.count.textContent = this.settings.words(sentence, { number: index + 1, total: this.matches.length });
    this.#mark();
    if (!this.sheets.figure(match.page)) {
      this.sheets.expand();
    }
    let place = null;
    try {
      place = await this.words.placeOf(match.page, match.start);
    } catch {
      place = null; // its text did not come: lead to the page
    }
    if (this.now === index) {
      this.sheets.goTo(match.page, { inside: place });
    }
  }

  #mark() {
    const marks = new Map();
    for (const [index, match] of this.matches.entries()) {
      const list = marks.get(match.page) ?? [];
      list.push({ start: match.start, end: match.end, isNow: index === this.now });
      marks.set(match.page, list);
    }
    this.words.mark(marks);
  }
}
