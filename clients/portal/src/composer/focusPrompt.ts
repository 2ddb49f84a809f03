const MOST_FRAMES = 120;

/** Puts the caret into the prompt of the page that opens now, as soon as it is there. */
export function focusPrompt(frames = MOST_FRAMES): void {
  requestAnimationFrame(() => {
    const prompt = document.querySelector<HTMLElement>("main [data-prompt]");
    if (prompt !== null) prompt.focus();
    else if (frames > 0) focusPrompt(frames - 1);
  });
}
