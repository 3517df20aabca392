// Sending files one by one, and watching how far they are. All words come from the page's templates.

const AT_ONCE = 2;
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 10000;

const form = document.querySelector("[data-upload]");
const rows = document.querySelector("[data-rows]");
const announce = document.querySelector("[data-announce]");

/** A copy of one of the page's pieces. */
function piece(name) {
  return document.querySelector(`template[data-piece="${name}"]`).content.firstElementChild.cloneNode(true);
}

/** The element that a string of the server's HTML describes. */
function parsed(html) {
  const box = document.createElement("template");
  box.innerHTML = html.trim();
  return box.content.firstElementChild;
}

/** A size as the page's language writes it; the units come from the page. */
function humanSize(bytes) {
  const units = form.dataset.units.split(" ");
  const step = bytes > 0 ? Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10)) : 0;
  const digits = { minimumFractionDigits: step ? 1 : 0, maximumFractionDigits: step ? 1 : 0 };
  const number = new Intl.NumberFormat(document.documentElement.lang, digits).format(bytes / 2 ** (10 * step));
  return `${number}\u00a0${units[step]}`;
}

// -- choosing -----------------------------------------------------------------------------------------
let chosen = [];

function showChosen() {
  const list = document.querySelector("[data-chosen]");
  list.hidden = chosen.length === 0;
  list.replaceChildren(
    ...chosen.map((file) => {
      const item = piece("chosen");
      item.querySelector("[data-name]").textContent = file.name;
      item.querySelector("[data-size]").textContent = humanSize(file.size);
      item.querySelector("[data-fault]").hidden = file.size <= Number(form.dataset.largest);
      item.querySelector("[data-remove]").addEventListener("click", () => {
        chosen = chosen.filter((other) => other !== file);
        showChosen();
        document.getElementById("files").focus();
      });
      return item;
    }),
  );
}

function isSame(one, other) {
  return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
}

function choose(files) {
  chosen.push(...[...files].filter((file) => !chosen.some((other) => isSame(file, other))));
  showChosen();
}

function prepareChoosing() {
  const input = form.querySelector("#files");
  const drop = form.querySelector("[data-drop]");
  for (const hint of form.querySelectorAll("[data-needs-script]")) {
    hint.hidden = false;
  }
  input.addEventListener("change", () => {
    choose(input.files);
    input.value = "";
  });
  for (const kind of ["dragenter", "dragover"]) {
    document.addEventListener(kind, (event) => {
      if (event.dataTransfer?.types.includes("Files")) {
        event.preventDefault();
        drop.classList.add("drop-over");
      }
    });
  }
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) {
      drop.classList.remove("drop-over");
    }
  });
  document.addEventListener("drop", (event) => {
    drop.classList.remove("drop-over");
    if (event.dataTransfer?.files.length && !form.hidden) {
      event.preventDefault();
      choose(event.dataTransfer.files);
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const fitting = chosen.filter((file) => file.size <= Number(form.dataset.largest));
    if (fitting.length) {
      start(fitting);
    } else {
      input.focus();
      input.reportValidity?.();
      drop.classList.add("drop-missing");
    }
  });
}

// -- sending ------------------------------------------------------------------------------------------
let sending = 0;

function token() {
  return document.querySelector("input[name=csrfmiddlewaretoken]").value;
}

async function start(files) {
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  const said = new FormData(form);
  said.delete("files");
  let answer = null;
  try {
    const response = await fetch(form.dataset.start, { method: "POST", body: said, headers: { Accept: "application/json" } });
    answer = await response.json();
  } catch {
    button.disabled = false;
    document.querySelector("[data-notice]")?.remove();
    button.closest("section").prepend(piece("silent"));
    document.querySelector("[data-notice]").scrollIntoView({ block: "center" });
    return;
  }
  if (!answer.ticket) {
    const box = document.querySelector("[data-declaration]");
    box.replaceChildren(parsed(answer.html));
    const wrong = box.querySelector('[aria-invalid="true"]') ?? box.querySelector(".field-error, .notice-error");
    wrong?.focus();
    wrong?.scrollIntoView({ block: "center" });
    return;
  }
  form.hidden = true;
  document.querySelector("[data-sending]").hidden = false;
  history.replaceState(null, "", answer.url);
  const waiting = files.map((file) => {
    const row = piece("sending");
    row.querySelector("[data-name]").textContent = file.name;
    row.querySelector("[data-size]").textContent = humanSize(file.size);
    rows.append(row);
    return { file, row };
  });
  window.scrollTo({ top: 0 });
  const ticket = answer.ticket;
  const batch = answer.url.split("/").at(-2);
  const next = async () => {
    const one = waiting.shift();
    if (one) {
      await send(one.file, one.row, ticket);
      await next();
    }
  };
  watch(`${form.dataset.progress}?batch=${batch}`);
  for (let lane = 0; lane < AT_ONCE; lane += 1) {
    next();
  }
}

/** Send one file; resolves when the server has answered, whatever it said. */
function send(file, row, ticket) {
  sending += 1;
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const bar = row.querySelector("progress");
    const finish = (element) => {
      sending -= 1;
      row.replaceWith(element);
      prepareDetails(element);
      wake();
      resolve();
    };
    request.open("POST", `${form.dataset.files}?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-CSRFToken", token());
    request.setRequestHeader("X-Upload-Ticket", ticket);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      bar.value = event.lengthComputable ? (100 * event.loaded) / event.total : 0;
    });
    request.addEventListener("load", () => {
      if (request.response?.html) {
        finish(parsed(request.response.html));
      } else {
        finish(broken(file, row, ticket));
      }
    });
    request.addEventListener("error", () => finish(broken(file, row, ticket)));
    request.send(file);
  });
}

/** The row of a file whose sending broke, with the way to send it again. */
function broken(file, row, ticket) {
  const again = piece("sending");
  again.querySelector("[data-name]").textContent = file.name;
  again.querySelector("[data-size]").textContent = humanSize(file.size);
  const status = piece("broken");
  const fresh = again.querySelector(".file-status");
  fresh.replaceWith(status);
  status.querySelector("[data-again]").addEventListener("click", () => {
    status.replaceWith(fresh);
    send(file, again, ticket);
  });
  return again;
}

window.addEventListener("beforeunload", (event) => {
  if (sending > 0) {
    event.preventDefault();
  }
});

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
  if (isMoving || sending > 0) {
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

if (form) {
  prepareChoosing();
}
for (const row of rows?.children ?? []) {
  prepareDetails(row);
}
const watched = document.querySelector("[data-watch]");
if (watched && rows.querySelector("[data-file]:not([data-final])")) {
  watch(watched.dataset.watch);
}
