// The keyboard: one key a command, never while something is typed and never with a modifier.

const KEYS = {
  j: "next",
  k: "previous",
  ArrowRight: "forward",
  ArrowLeft: "back",
  "+": "in",
  "=": "in",
  "-": "out",
  0: "fit",
  2: "two",
  "/": "find",
  f: "full",
  g: "place",
  Escape: "close",
};

function isWriting(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

export function startKeys(commands) {
  // The search field of the frame leaves its key to the document while one is read.
  document.querySelector("[data-search-key]")?.removeAttribute("aria-keyshortcuts");
  document.addEventListener(
    "keydown",
    (event) => {
      const isTaken = event.defaultPrevented || document.querySelector("dialog[open]");
      if (event.ctrlKey || event.metaKey || event.altKey || isTaken) {
        return;
      }
      if (isWriting(event.target) && event.key !== "Escape") {
        return;
      }
      const command = KEYS[event.key];
      const isOpenMenu = event.key === "Escape" && document.querySelector("details[data-menu][open]");
      const scrolls = event.key.startsWith("Arrow") && document.querySelector(".sheets[data-zoomed]");
      if (!command || isOpenMenu || scrolls) {
        return;
      }
      if (event.key !== "Escape") {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
      commands[command]();
    },
    { capture: true },
  );
}
