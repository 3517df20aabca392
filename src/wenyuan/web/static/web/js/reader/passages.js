// A link to what is selected: opens the document at this page with these words marked.

import { selectedText } from "./words.js";

const LONGEST = 80;

export function startPassages(root, sheets, settings, say) {
  const button = root.querySelector("[data-passage]");
  let passage = null;

  const look = () => {
    const selection = document.getSelection();
    const text = selectedText(selection);
    const figure = text && closest(selection.getRangeAt(0).startContainer, ".sheet");
    if (!figure) {
      button.hidden = true;
      return;
    }
    passage = { text, page: figure.dataset.page };
    const range = selection.getRangeAt(0);
    const rects = range.getClientRects();
    const last = rects[rects.length - 1] ?? range.getBoundingClientRect();
    const frame = root.getBoundingClientRect();
    button.hidden = false;
    const left = Math.min(last.right - frame.left, frame.width - button.offsetWidth - 4);
    button.style.left = `${Math.max(4, left)}px`;
    button.style.top = `${last.bottom - frame.top + root.scrollTop + 8}px`;
  };
  document.addEventListener("pointerup", () => setTimeout(look, 0));
  document.addEventListener("keyup", look);
  document.addEventListener("selectionchange", () => {
    if (document.getSelection().isCollapsed) {
      button.hidden = true;
    }
  });
  button.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
  button.addEventListener("click", async () => {
    const words = passage.text.replace(/["“”„«»「」『』《》\s]+/g, " ").trim().slice(0, LONGEST).trim();
    const address = `${location.origin}${settings.address("", { mark: `"${words}"` })}#p${passage.page}`;
    if (await copied(address)) {
      say(settings.words("copied"));
      button.dataset.done = "";
      setTimeout(() => {
        delete button.dataset.done;
        button.hidden = true;
      }, 1200);
    } else {
      location.assign(address); // at least the address bar holds it
    }
  });
}

function closest(node, selector) {
  return (node instanceof Element ? node : node.parentElement)?.closest(selector) ?? null;
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}
