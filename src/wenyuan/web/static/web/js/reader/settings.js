// What the server says about this document: its pages, its addresses and the words to use.

export class Settings {
  constructor(values) {
    Object.assign(this, values);
    this.list = values.sizes.flatMap(([width, height, count]) => Array(count).fill([width, height]));
    this.sentences = values.words;
    this.words = (name, facts = {}) =>
      this.sentences[name].replace(/\{(\w+)\}/g, (whole, key) => (key in facts ? facts[key] : whole));
  }

  /** Width and height of a page in points. */
  size(page) {
    return this.list[page - 1];
  }

  address(path, query = {}) {
    const pairs = new URLSearchParams(query);
    if (this.key) {
      pairs.set("key", this.key);
    }
    const text = pairs.toString();
    return `${this.base}${path}${text ? `?${text}` : ""}`;
  }

  /** The picture of a page, or of one of its steps. */
  image(page, width, step = this.restOf(page)) {
    return this.address(`pages/${page}`, step ? { w: width, step } : { w: width });
  }

  imageSet(page, step = this.restOf(page)) {
    return this.widths.map((width) => `${this.image(page, width, step)} ${width}w`).join(", ");
  }

  /** How many steps a page is built in, 0 for most. */
  stepsOf(page) {
    return this.steps[page]?.[0] ?? 0;
  }

  /** The step that stands for the page as it is in the end; 0 where that is the page itself. */
  restOf(page) {
    const [count, endsWhole] = this.steps[page] ?? [0, true];
    return endsWhole ? 0 : count;
  }

  text(page) {
    return this.address(`text/${page}.json`);
  }
}
