// Watching files on their way, and saying what their documents are. All words come from the server's HTML.
//
// The page that sends files tells of it by events: "batch" names what to watch, "row" brings a new row, and
// `data-sending` counts what is still on the line.

const FIRST_PAUSE = 400;
const LONGEST_PAUSE = 10000;

const rows = document.querySelector("[data-rows]");
const announce = document.querySelector("[data-announce]");

function isSending() {
  return Number(rows.dataset.sending ?? 0) > 0;
}

// -- watching -----------------------------------------------------------------------------------------
let pause = FIRST_PAUSE;
let timer = 0;
let address = "";
let last = "";

function watch(url) {
  address = url;
  wake();
}

/** Look again at once, and often from now on. */
function wake() {
  if (!address) {
    return;
  }
  pause = FIRST_PAUSE;
  clearTimeout(timer);
  timer = setTimeout(look, FIRST_PAUSE);
}

async function look() {
  let isMoving = true;
  try {
    const response = await fetch(address, { headers: { Accept: "application/json" } });
    if (response.ok) {
      const text = await response.text();
      pause = text === last ? Math.min(LONGEST_PAUSE, pause * 1.5) : FIRST_PAUSE;
      last = text;
      isMoving = show(JSON.parse(text));
    } else if (response.status < 500) {
      return; // signed out, or nothing there any more
    }
  } catch {
    pause = Math.min(LONGEST_PAUSE, pause * 2);
  }
  if (isMoving || isSending()) {
    timer = setTimeout(look, document.hidden ? LONGEST_PAUSE : pause);
  }
}

/** Put the news into the rows; whether any file still moves. */
function show(news) {
  for (const item of news.items) {
    const row = rows.querySelector(`[data-file="${item.id}"]`);
    const status = row?.querySelector("[data-status]");
    if (!status || status.dataset.shown === item.html) {
      continue;
    }
    status.dataset.shown = item.html;
    status.innerHTML = item.html;
    if (item.values) {
      fill(row, item.values);
    } else {
      row.querySelector(".file-details")?.remove();
    }
    const picture = row.querySelector("[data-picture].thumb-none");
    if (picture && item.picture) {
      picture.classList.remove("thumb-none");
      picture.innerHTML = item.picture;
    }
  }
  if (announce.textContent !== news.announce) {
    announce.textContent = news.announce;
  }
  return news.items.length === 0 || news.items.some((item) => !item.is_final);
}

// -- details ------------------------------------------------------------------------------------------
/** Show what the library suggests, but never over what a person has typed. */
function fill(row, values) {
  const details = row.querySelector("[data-details]");
  for (const [name, value] of Object.entries(values)) {
    const field = details?.elements[name];
    if (field && !field.dataset.typed && field !== document.activeElement) {
      field.value = value;
    }
  }
  if (!details?.querySelector("[data-typed]")) {
    row.querySelector("[data-title]").textContent = values.title;
  }
}

function prepareDetails(row) {
  const details = row.querySelector?.("[data-details]");
  details?.addEventListener("input", (event) => {
    event.target.dataset.typed = "yes";
  });
  details?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = new FormData(details);
    try {
      const response = await fetch(details.action, { method: "POST", body: said, headers: { Accept: "application/json" } });
      const answer = await response.json();
      const box = document.createElement("template");
      box.innerHTML = answer.html;
      const hidden = details.querySelector("input[name=csrfmiddlewaretoken]");
      details.replaceChildren(hidden, box.content);
      for (const field of details.querySelectorAll("input:not([type=hidden]), select, textarea")) {
        field.dataset.typed = "yes";
      }
      if (response.ok) {
        row.querySelector("[data-title]").textContent = answer.title;
      }
      details.querySelector('[aria-invalid="true"], button[type=submit]')?.focus();
    } catch {
      details.submit();
    }
  });
}

document.addEventListener("batch", (event) => watch(event.detail));
document.addEventListener("row", (event) => {
  prepareDetails(event.target);
  wake();
});

for (const row of rows?.children ?? []) {
  prepareDetails(row);
}
const watched = document.querySelector("[data-watch]");
if (watched && rows.querySelector("[data-file]:not([data-final])")) {
  watch(watched.dataset.watch);
}
