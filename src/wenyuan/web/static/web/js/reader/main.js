// The reader: shows all readable pages, their text, and the ways through them. The page works without it.

import { Finder } from "./finding.js";
import { startFullScreen } from "./fullscreen.js";
import { startKeys } from "./keys.js";
import { startPassages } from "./passages.js";
import { startPictures } from "./pictures.js";
import { startPrinting } from "./printing.js";
import { Rail } from "./rail.js";
import { Settings } from "./settings.js";
import { Sheets } from "./sheets.js";
import { Steps } from "./steps.js";
import { Words } from "./words.js";
import { Zoom } from "./zoom.js";

const root = document.querySelector("[data-reader]");

function start() {
  const settings = new Settings(JSON.parse(document.getElementById("reader-settings").textContent));
  const said = root.querySelector("[data-said]");
  const place = root.querySelector("[data-place]");
  let saying = 0;
  const say = (words) => {
    clearTimeout(saying);
    saying = setTimeout(() => (said.textContent = words), 600);
  };

  const sheets = new Sheets(root, settings);
  const words = new Words(sheets, settings);
  const zoom = new Zoom(root, sheets);
  const finder = new Finder(root, sheets, words, settings);
  const rail = new Rail(root, sheets, settings);
  const fullscreen = startFullScreen(root);
  const steps = new Steps(root, sheets, settings, say);
  const print = startPrinting(sheets, steps);
  startPictures(sheets, settings);
  startPassages(root, sheets, settings, say);

  sheets.addEventListener("page", ({ detail: page }) => {
    if (document.activeElement !== place.elements.page) {
      place.elements.page.value = page;
    }
    say(settings.words("alt", { number: page, pages: settings.pages }));
    rememberPlace(page);
  });
  sheets.addEventListener("expanded", () => say(settings.words("expanded")));
  sheets.addEventListener("collapsed", () => say(settings.words("collapsed")));

  place.addEventListener("submit", (event) => {
    event.preventDefault();
    const page = Number.parseInt(place.elements.page.value, 10);
    sheets.goTo(Number.isNaN(page) ? sheets.current : page);
    place.elements.page.blur();
  });
  place.elements.page.addEventListener("focus", (event) => event.target.select());

  const commands = {
    contents: () => rail.toggle(),
    in: () => zoom.step(1),
    out: () => zoom.step(-1),
    fit: () => zoom.fit(),
    two: () => zoom.toggleTwo(),
    find: () => finder.toggle(),
    "find-previous": () => finder.step(-1),
    "find-close": () => finder.close(),
    print,
    full: () => fullscreen.toggle(),
    expand: () => sheets.expand(),
    collapse: () => sheets.collapse(),
    next: () => sheets.goTo(sheets.current + 1),
    previous: () => sheets.goTo(sheets.current - 1),
    forward: () => steps.forward(),
    back: () => steps.back(),
    place: () => place.elements.page.focus(),
    close: () => rail.close() || finder.close() || zoom.leaveTwo(),
  };
  root.addEventListener("click", (event) => {
    const command = event.target.closest("[data-do]")?.dataset.do;
    if (command in commands) {
      event.preventDefault();
      commands[command]();
    }
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-page]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      rail.close();
      sheets.goTo(Number(link.dataset.page), { push: true });
    }
  });
  startKeys(commands);
  window.addEventListener("hashchange", () => sheets.goTo(pageInAddress()));

  root.dataset.alive = "";
  root.querySelector("[data-bar]").hidden = false;
  arrive(sheets, finder);
}

/** The page that the address names, or 0. */
function pageInAddress() {
  return Number(/^#p(\d+)$/.exec(location.hash)?.[1] ?? 0);
}

function arrive(sheets, finder) {
  const page = pageInAddress();
  const query = new URLSearchParams(location.search);
  if (query.has("from")) {
    sheets.expand();
  }
  if (page) {
    sheets.goTo(page);
  }
  if (query.get("mark")) {
    finder.showTerms(query.get("mark"), page);
  }
}

let remembering = 0;

/** Keep the page in the address, so that a copied or reloaded address leads back here. */
function rememberPlace(page) {
  clearTimeout(remembering);
  remembering = setTimeout(() => {
    if (page > 1 || pageInAddress()) {
      history.replaceState(history.state, "", `${location.pathname}${location.search}#p${page}`);
    }
  }, 400);
}

if (root) {
  start();
}
