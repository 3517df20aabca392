// The document page around the reader: links that can be copied, and a file that is still on its way.

for (const box of document.querySelectorAll("[data-copy]")) {
  const button = box.querySelector("[data-copy-button]");
  const field = box.querySelector("input");
  button.hidden = false;
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      field.select();
      document.execCommand("copy");
    }
    button.querySelector("[data-copy-ask]").hidden = true;
    button.querySelector("[data-copy-done]").hidden = false;
  });
}

const PAUSE = 2000;
const way = document.querySelector("[data-way][data-source]");

/** Ask how far the file is, and open the page anew once there is something to read or to say. */
async function watch() {
  try {
    const response = await fetch(way.dataset.source, { headers: { Accept: "application/json" } });
    if (response.ok) {
      const answer = await response.json();
      if (answer.is_final) {
        location.reload();
        return;
      }
      const status = way.querySelector("[data-status]");
      if (status.dataset.html !== answer.html) {
        status.dataset.html = answer.html;
        status.innerHTML = answer.html; // made by the server from escaped values
      }
    }
  } catch {
    // no connection at this moment: ask again
  }
  setTimeout(watch, document.hidden ? PAUSE * 5 : PAUSE);
}

if (way) {
  setTimeout(watch, PAUSE);
}
