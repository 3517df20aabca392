// Outline and thumbnails beside the pages: where the reader is, and a way to everywhere.

export class Rail {
  constructor(root, sheets, settings) {
    this.element = document.querySelector("[data-rail]");
    this.button = root.querySelector('[data-do="contents"]');
    this.headings = [...this.element.querySelectorAll(".outline a")];
    this.thumbs = this.#fill(settings);
    sheets.addEventListener("page", ({ detail: page }) => this.#show(page));
    this.#show(sheets.current);
    document.addEventListener("pointerdown", (event) => {
      if (this.isOpen && !this.element.contains(event.target) && !this.button.contains(event.target)) {
        this.close();
      }
    });
  }

  get isOpen() {
    return this.element.hasAttribute("data-open");
  }

  toggle() {
    if (!this.close()) {
      this.element.dataset.open = "";
      this.button.setAttribute("aria-expanded", "true");
      (this.element.querySelector("a[aria-current]") ?? this.element.querySelector("a"))?.focus();
    }
  }

  close() {
    if (!this.isOpen) {
      return false;
    }
    delete this.element.dataset.open;
    this.button.setAttribute("aria-expanded", "false");
    this.button.focus({ preventScroll: true });
    return true;
  }

  /** One small picture for each readable page; each is fetched when it comes into sight. */
  #fill(settings) {
    const list = this.element.querySelector("[data-thumbs]");
    const items = [];
    for (let page = 1; page <= settings.readable; page += 1) {
      const [width, height] = settings.size(page);
      const link = document.createElement("a");
      link.className = "thumbs-page";
      link.href = `#p${page}`;
      link.dataset.page = page;
      link.setAttribute("aria-label", settings.words("thumb", { number: page }));
      const image = document.createElement("img");
      image.loading = "lazy";
      image.decoding = "async";
      image.alt = "";
      image.width = settings.thumb;
      image.height = Math.max(1, Math.round((settings.thumb * height) / Math.max(1, width)));
      image.src = settings.image(page, settings.thumb);
      const number = document.createElement("span");
      number.setAttribute("aria-hidden", "true");
      number.textContent = page;
      link.append(image, number);
      const item = document.createElement("li");
      item.append(link);
      items.push(item);
    }
    list.replaceChildren(...items);
    return items.map((item) => item.firstElementChild);
  }

  #show(page) {
    const onPage = this.headings.find((heading) => Number(heading.dataset.page) === page);
    const before = this.headings.filter((heading) => Number(heading.dataset.page) < page).at(-1);
    const heading = onPage ?? before;
    this.#become(this.headings, heading, "location");
    this.#become(this.thumbs, this.thumbs[page - 1], "page");
    this.#reveal(this.headings.length ? (heading ?? this.headings[0]) : this.thumbs[page - 1]);
  }

  #become(links, chosen, kind) {
    for (const link of links) {
      if (link === chosen) {
        link.setAttribute("aria-current", kind);
      } else {
        link.removeAttribute("aria-current");
      }
    }
  }

  /** Scroll the rail, and nothing else, so that the place is seen. */
  #reveal(link) {
    const rail = this.element;
    if (rail.scrollHeight <= rail.clientHeight || rail.contains(document.activeElement)) {
      return;
    }
    const frame = rail.getBoundingClientRect();
    const place = link.getBoundingClientRect();
    if (place.top < frame.top || place.bottom > frame.bottom) {
      rail.scrollTop += place.top - frame.top - frame.height / 3;
    }
  }
}
