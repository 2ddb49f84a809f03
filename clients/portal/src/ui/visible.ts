/**
 * Characters that change how a text looks without being seen: controls, directions, invisible ones. They are shown as marks,
 * so that a text of a model, a tool or a file name cannot look like another one.
 */
const UNSEEN =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** The text with a mark such as ⟨U+202E⟩ for each character that cannot be seen. */
export function visible(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(UNSEEN, mark);
}

function mark(char: string): string {
  return `⟨U+${(char.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0")}⟩`;
}

// eslint-disable-next-line no-control-regex
const ESCAPE_SEQUENCES = /\u001b(?:\[[0-9;:?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;

/** The output of a program without colours, cursor movements and titles. */
export function plainOutput(text: string): string {
  return visible(text.replace(ESCAPE_SEQUENCES, "").replace(/[^\n]*\r(?!\n)/g, ""));
}
