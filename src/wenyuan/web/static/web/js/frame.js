// What every page may use: the search key, menus that close, the theme without a reload.

const search = document.querySelector("[data-search-key]");
const menus = [...document.querySelectorAll("details[data-menu]")];

/** Whether the person is writing, so that a key is text and not a command. */
function isWriting(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

document.addEventListener("keydown", (event) => {
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
