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

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 2000;
const way = document.querySelector("[data-way][data-source]");

let pause = FIRST_PAUSE;

/** Ask how far the file is, and open the page anew once there is something to read or to say. */
async function watch() {
  try {
    const response = await fetch(way.dataset.source, { headers: { Accept: "application/json" } });
    if (response.ok) {
      const answer = await response.json();
      if (answer.is_final || (answer.is_previewed && !("previewed" in way.dataset))) {
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
  pause = Math.min(LONGEST_PAUSE, pause * 1.3);
  setTimeout(watch, document.hidden ? LONGEST_PAUSE * 5 : pause);
}

if (way) {
  setTimeout(watch, pause);
}
