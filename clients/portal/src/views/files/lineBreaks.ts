/** The line break of a whole file. A file with several kinds keeps its carriage returns as characters. */
export function lineBreakOf(text: string): "\n" | "\r\n" {
  const all = text.match(/\n/g)?.length ?? 0;
  const windows = text.match(/\r\n/g)?.length ?? 0;
  return all > 0 && all === windows ? "\r\n" : "\n";
}

/** Pasted text gets the line breaks of the file. */
export function withLineBreaks(text: string, lineBreak: string): string {
  return text.replace(/\r\n?|\n/g, lineBreak);
}
