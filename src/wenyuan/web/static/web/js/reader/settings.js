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

  image(page, width) {
    return this.address(`pages/${page}`, { w: width });
  }

  imageSet(page) {
    return this.widths.map((width) => `${this.image(page, width)} ${width}w`).join(", ");
  }

  text(page) {
    return this.address(`text/${page}.json`);
  }
}
