// Full screen, where the browser offers it.

export function startFullScreen(root) {
  const button = root.querySelector('[data-do="full"]');
  button.hidden = !document.fullscreenEnabled;
  document.addEventListener("fullscreenchange", () => {
    button.setAttribute("aria-pressed", String(document.fullscreenElement === root));
  });
  return {
    toggle() {
      if (document.fullscreenElement) {
        document.exitFullscreen();
      } else if (document.fullscreenEnabled) {
        root.requestFullscreen().catch(() => {});
      }
    },
  };
}
