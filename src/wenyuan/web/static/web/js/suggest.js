// Suggestions under a search field (a combobox with a list of choices). Without this script the field is a
// plain search field.

const WAIT = 120; // milliseconds without a key before the library is asked

class Suggester {
  constructor(form, place) {
    this.field = form.querySelector("input[type=search]");
    this.address = form.dataset.suggest;
    this.list = document.createElement("ul");
    this.list.id = `suggestions-${place}`;
    this.list.className = "suggestions";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", form.dataset.suggestLabel);
    this.list.hidden = true;
    form.append(this.list);
    this.active = -1;
    this.timer = 0;
    this.asked = null;
    const attributes = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list" };
    attributes["aria-expanded"] = "false";
    attributes["aria-controls"] = this.list.id;
    Object.entries(attributes).forEach(([name, value]) => this.field.setAttribute(name, value));
    this.field.addEventListener("input", () => this.wait());
    this.field.addEventListener("keydown", (event) => this.press(event));
    this.field.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    this.list.addEventListener("click", (event) => {
      const choice = event.target.closest("[role=option]");
      if (choice) {
        location.href = choice.dataset.href;
      }
    });
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(this.field.value.trim()), WAIT);
  }

  async ask(text) {
    this.asked?.abort();
    if (!text) {
      this.close();
      return;
    }
    this.asked = new AbortController();
    try {
      const address = `${this.address}?q=${encodeURIComponent(text)}`;
      const response = await fetch(address, { signal: this.asked.signal });
      if (response.ok && document.activeElement === this.field) {
        this.show((await response.json()).suggestions);
      }
    } catch {
      this.close(); // asked anew meanwhile, or no connection: the field works as it is
    }
  }

  show(found) {
    this.list.replaceChildren(
      ...found.map((each, place) => {
        const choice = document.createElement("li");
        choice.id = `${this.list.id}-${place}`;
        choice.setAttribute("role", "option");
        choice.setAttribute("aria-selected", "false");
        choice.dataset.href = each.href;
        choice.className = each.is_document ? "is-document" : "is-search";
        choice.textContent = each.text;
        return choice;
      }),
    );
    this.choose(-1);
    this.list.hidden = found.length === 0;
    this.field.setAttribute("aria-expanded", String(found.length > 0));
  }

  choose(place) {
    this.active = place;
    [...this.list.children].forEach((choice, at) => choice.setAttribute("aria-selected", String(at === place)));
    const chosen = this.list.children[place];
    if (chosen) {
      this.field.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    } else {
      this.field.removeAttribute("aria-activedescendant");
    }
  }

  press(event) {
    const count = this.list.children.length;
    if (event.isComposing || this.list.hidden || count === 0) {
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.choose(((this.active + 1 + step + count + 1) % (count + 1)) - 1); // beyond the last: the field
    } else if (event.key === "Enter" && this.active >= 0) {
      event.preventDefault();
      location.href = this.list.children[this.active].dataset.href;
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    }
  }

  close() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.choose(-1);
  }
}

document.querySelectorAll("form[data-suggest]").forEach((form, place) => new Suggester(form, place));
