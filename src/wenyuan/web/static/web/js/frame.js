// What every page may use: the search key, the list of keys, menus that close, the theme without a reload.

const search = document.querySelector("[data-search-key]");
const menus = [...document.querySelectorAll("details[data-menu]")];

/** Whether the person is writing, so that a key is text and not a command. */
function isWriting(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

const keysLink = document.querySelector("[data-keys-link]");
let keysDialog = null;

/** The list of keys as a dialog, taken from the page that shows it without this script. */
async function makeKeysDialog() {
  const response = await fetch(keysLink.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const list = document.importNode(page.querySelector("[data-keys-list]"), true);
  const dialog = document.createElement("dialog");
  dialog.className = "keys-dialog";
  dialog.setAttribute("aria-label", list.dataset.label);
  dialog.append(list);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) {
      dialog.close(); // a click beside it
    }
  });
  document.body.append(dialog);
  return dialog;
}

async function showKeys() {
  try {
    keysDialog ??= await makeKeysDialog();
  } catch {
    location.href = keysLink.href;
    return;
  }
  if (!keysDialog.open) {
    keysDialog.showModal();
  }
}

keysLink?.addEventListener("click", (event) => {
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (isPlain && location.pathname !== new URL(keysLink.href).pathname) {
    event.preventDefault();
    showKeys();
  }
});

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) {
    return; // the dialog has its own keys
  }
  if (event.key === "Escape") {
    for (const menu of menus.filter((each) => each.open)) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    return;
  }
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.key === "/" && isPlain && search && !isWriting(event.target)) {
    event.preventDefault();
    search.focus();
    search.select();
  }
  if (event.key === "?" && isPlain && keysLink && !isWriting(event.target)) {
    event.preventDefault();
    showKeys();
  }
});

document.addEventListener("click", (event) => {
  for (const menu of menus) {
    if (menu.open && !menu.contains(event.target)) {
      menu.open = false;
    }
  }
});

document.addEventListener("focusin", (event) => {
  for (const menu of menus) {
    if (menu.open && !menu.contains(event.target)) {
      menu.open = false;
    }
  }
});

const themeForm = document.querySelector("[data-theme-form]");
themeForm?.addEventListener("submit", (event) => {
  const chosen = event.submitter?.value;
  if (!chosen) {
    return;
  }
  event.preventDefault();
  const root = document.documentElement;
  const year = 31536000;
  if (chosen === "system") {
    delete root.dataset.theme;
    document.cookie = "theme=; path=/; max-age=0; samesite=lax";
  } else {
    root.dataset.theme = chosen;
    document.cookie = `theme=${chosen}; path=/; max-age=${year}; samesite=lax`;
  }
  for (const button of themeForm.querySelectorAll("button[name=theme]")) {
    button.setAttribute("aria-pressed", String(button.value === chosen));
  }
});
