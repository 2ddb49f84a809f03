/** Nobody works with the page if nothing was pressed for so long. */
const PAUSE_MILLIS = 30_000;
const LOOK_MILLIS = 1_000;

/**
 * Loads the page of the upgraded server while nobody looks, or after a pause. Prompts and drafts of files are kept by
 * the browser; forms and dialogs are not, so a page with one of them waits.
 */
export function reloadWhenUnused(): () => void {
  let used = performance.now();
  const use = (): void => {
    used = performance.now();
  };
  const events = ["keydown", "pointerdown", "wheel"];
  events.forEach((type) => addEventListener(type, use, { passive: true }));
  const timer = setInterval(() => {
    const unused = document.visibilityState === "hidden" || performance.now() - used > PAUSE_MILLIS;
    if (unused && !wouldLose()) {
      location.reload();
    }
  }, LOOK_MILLIS);
  return () => {
    clearInterval(timer);
    events.forEach((type) => removeEventListener(type, use));
  };
}

/** Whether a form is open, or a part of the page asks to stay, as a browser would ask it. */
function wouldLose(): boolean {
  const stays = !dispatchEvent(new Event("beforeunload", { cancelable: true }));
  return stays || document.querySelector("form:not(.composer), dialog[open], main textarea:not(.composer *)") !== null;
}
