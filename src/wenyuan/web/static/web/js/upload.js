// Choosing files and sending them. All words come from the page's templates.
//
// A small file goes as one request. A larger one goes by tus, which takes it up where the line broke.

const AT_ONCE = 2;
const PAUSES = [0, 1000, 2000, 4000, 8000, 15000, 30000, 30000];

const form = document.querySelector("[data-upload]");
const rows = document.querySelector("[data-rows]");

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
  document.dispatchEvent(new CustomEvent("batch", { detail: `${form.dataset.progress}?batch=${batch}` }));
  for (let lane = 0; lane < AT_ONCE; lane += 1) {
    next();
  }
}

/** Send one file; resolves when it is here, was refused, or the line is broken. */
function send(file, row, ticket) {
  const isLarge = file.size >= Number(form.dataset.resumable) && window.tus?.isSupported;
  return (isLarge ? sendResumably : sendAtOnce)(file, row, ticket);
}

function count(step) {
  rows.dataset.sending = Number(rows.dataset.sending ?? 0) + step;
}

/** Put what the server says of a file in the place of its row. */
function finish(row, element) {
  row.replaceWith(element);
  element.dispatchEvent(new CustomEvent("row", { bubbles: true }));
}

function sendAtOnce(file, row, ticket) {
  count(1);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const done = () => {
      count(-1);
      resolve();
    };
    request.open("POST", `${form.dataset.files}?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-CSRFToken", token());
    request.setRequestHeader("X-Upload-Ticket", ticket);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      row.querySelector("progress").value = event.lengthComputable ? (100 * event.loaded) / event.total : 0;
    });
    request.addEventListener("load", () => {
      if (request.response?.html) {
        finish(row, parsed(request.response.html));
      } else {
        showBroken(row, () => sendAtOnce(file, row, ticket));
      }
      done();
    });
    request.addEventListener("error", () => {
      showBroken(row, () => sendAtOnce(file, row, ticket));
      done();
    });
    request.send(file);
  });
}

/** Whether a failure may pass: a cut line, a busy file, a server that restarts; not a refusal. */
function mayPass(failure) {
  const answer = failure.originalResponse;
  return !answer || answer.getStatus() === 423 || (answer.getStatus() >= 500 && !answer.getHeader("X-Error-Code"));
}

/** The row of a file that is here, asked for until the line lets the answer through. */
async function rowOf(number) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const answer = await fetch(`${form.dataset.progress}?row=${number}`);
      return (await answer.json()).row;
    } catch {
      await new Promise((resume) => setTimeout(resume, PAUSES[Math.min(attempt + 1, PAUSES.length - 1)]));
    }
  }
}

function sendResumably(file, row, ticket) {
  count(1);
  return new Promise((resolve) => {
    const done = () => {
      count(-1);
      resolve();
    };
    const upload = new window.tus.Upload(file, {
      endpoint: form.dataset.resume,
      headers: { "X-CSRFToken": token(), "X-Upload-Ticket": ticket },
      metadata: { filename: file.name },
      retryDelays: PAUSES,
      storeFingerprintForResuming: false,
      onShouldRetry: mayPass,
      onProgress: (sent, all) => {
        row.querySelector("progress").value = (100 * sent) / all;
      },
      onSuccess: async ({ lastResponse }) => {
        finish(row, parsed(await rowOf(lastResponse.getHeader("X-Upload"))));
        done();
      },
      onError: (failure) => {
        if (mayPass(failure)) {
          showBroken(row, () => {
            count(1);
            upload.start();
          });
        } else {
          showRefused(row, failure.originalResponse.getBody());
        }
        done();
      },
    });
    upload.start();
  });
}

/** Say in the row that the line is broken, with the way to go on. */
function showBroken(row, goOn) {
  const fresh = row.querySelector(".file-status");
  const status = piece("broken");
  fresh.replaceWith(status);
  status.querySelector("[data-again]").addEventListener("click", () => {
    status.replaceWith(fresh);
    goOn();
  });
}

/** Say in the row what the server said. */
function showRefused(row, words) {
  const status = piece("refused");
  status.querySelector("[data-words]").textContent = words;
  row.querySelector(".file-status").replaceWith(status);
}

window.addEventListener("beforeunload", (event) => {
  if (Number(rows.dataset.sending ?? 0) > 0) {
    event.preventDefault();
  }
});

prepareChoosing();
