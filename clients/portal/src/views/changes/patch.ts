/** A line of a hunk. Numbers count from 1; 0 means that the side does not have the line. */
export interface Line {
  kind: " " | "+" | "-";
  text: string;
  old: number;
  new: number;
  /** Whether the file ends here without a line break. */
  noNewline: boolean;
}

export interface PatchHunk {
  header: string;
  /** What git found above the hunk, such as the name of a function. */
  context: string;
  oldStart: number;
  newStart: number;
  lines: Line[];
}

/** What git's patch says about a file that can only be applied as a whole. */
export interface PatchSection {
  path: string;
  oldMode: string;
  newMode: string;
  binary: boolean;
  /** Whether the content is UTF-8; another one is shown as windows-1252. */
  utf8: boolean;
  hunks: PatchHunk[];
}

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/;

/** Reads one hunk with its header; undefined if it is none. */
export function parseHunk(text: string): PatchHunk | undefined {
  const lines = text.split("\n");
  return readHunk(lines, 0)?.hunk;
}

function readHunk(lines: readonly string[], start: number): { hunk: PatchHunk; end: number } | undefined {
  const match = HUNK.exec((lines[start] ?? "").replace(/\r$/, ""));
  if (match === null) {
    return undefined;
  }
  let old = Number(match[1]);
  let current = Number(match[3]);
  let oldLeft = Number(match[2] ?? 1);
  let newLeft = Number(match[4] ?? 1);
  const hunk: PatchHunk = {
    header: `@@ -${match[1]}${match[2] === undefined ? "" : `,${match[2]}`} +${match[3]}${match[4] === undefined ? "" : `,${match[4]}`} @@`,
    context: match[5] ?? "",
    oldStart: old,
    newStart: current,
    lines: [],
  };
  let at = start + 1;
  // The numbers of the header say where the hunk ends, so that a line of a file is never read as one of the patch.
  for (; at < lines.length; at++) {
    const raw = lines[at] as string;
    const sign = raw[0] ?? " ";
    if (sign === "\\") {
      const last = hunk.lines.at(-1);
      if (last !== undefined) last.noNewline = true;
      continue;
    }
    if (oldLeft <= 0 && newLeft <= 0) break;
    const line: Line = { kind: " ", text: raw.slice(1), old: 0, new: 0, noNewline: false };
    if (sign === "-") {
      line.kind = "-";
      line.old = old++;
      oldLeft--;
    } else if (sign === "+") {
      line.kind = "+";
      line.new = current++;
      newLeft--;
    } else if (sign === " " || raw === "" || raw === "\r") {
      line.old = old++;
      line.new = current++;
      oldLeft--;
      newLeft--;
    } else {
      break;
    }
    hunk.lines.push(line);
  }
  return { hunk, end: at };
}

/** Reads the sections of a git patch: the exact bytes, whose files may have different encodings. */
export function parsePatch(bytes: Uint8Array): PatchSection[] {
  const lines = decodeLines(bytes);
  const texts = lines.map((line) => line.text);
  const sections: PatchSection[] = [];
  let section: PatchSection | undefined;
  for (let at = 0; at < texts.length; ) {
    const text = texts[at] as string;
    if (text.startsWith("diff --git ")) {
      section = {
        path: pathOfHeader(text.slice("diff --git ".length)),
        oldMode: "",
        newMode: "",
        binary: false,
        utf8: true,
        hunks: [],
      };
      sections.push(section);
      at++;
      continue;
    }
    const read = section === undefined ? undefined : readHunk(texts, at);
    if (section !== undefined && read !== undefined) {
      section.hunks.push(read.hunk);
      section.utf8 &&= lines.slice(at, read.end).every((line) => line.utf8);
      at = read.end;
      continue;
    }
    if (section !== undefined) readHeader(section, text);
    at++;
  }
  return sections;
}

function readHeader(section: PatchSection, text: string): void {
  const mode = /^(old mode|deleted file mode|new mode|new file mode) (\d+)/.exec(text);
  if (mode !== null) {
    if (mode[1] === "old mode" || mode[1] === "deleted file mode") section.oldMode = mode[2] as string;
    else section.newMode = mode[2] as string;
  } else if (text.startsWith("Binary files ") || text === "GIT binary patch") {
    section.binary = true;
  }
}

/** Both halves of the header name the same file, because the patch of a run has no renames. */
function pathOfHeader(header: string): string {
  const half = header.slice(0, (header.length - 1) / 2);
  return displayPath(half).replace(/^("?)a\//, "$1");
}

/** A path as the server names it: text where it is UTF-8, otherwise quoted with octal numbers. */
export function displayPath(path: string): string {
  if (!path.startsWith('"')) {
    return path;
  }
  const bytes: number[] = [];
  const escapes: Record<string, number> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, "\\": 92 };
  for (const [, octal, escaped, plain] of path.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/g)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else if (escaped !== undefined) bytes.push(escapes[escaped] ?? escaped.charCodeAt(0));
    else bytes.push(...new TextEncoder().encode(plain));
  }
  const text = decodeUtf8(Uint8Array.from(bytes));
  if (text !== undefined) {
    return text;
  }
  const quoted = bytes.map((byte) => {
    const char = String.fromCharCode(byte);
    if (char === '"' || char === "\\") return `\\${char}`;
    return byte < 32 || byte > 126 ? `\\${byte.toString(8).padStart(3, "0")}` : char;
  });
  return `"${quoted.join("")}"`;
}

/** The text of the bytes, with its byte order mark; undefined if they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function decodeLines(bytes: Uint8Array): { text: string; utf8: boolean }[] {
  const whole = decodeUtf8(bytes);
  if (whole !== undefined) {
    return whole.split("\n").map((text) => ({ text, utf8: true }));
  }
  const lines: { text: string; utf8: boolean }[] = [];
  const other = new TextDecoder("windows-1252");
  for (let start = 0; start <= bytes.length; ) {
    const found = bytes.indexOf(10, start);
    const end = found < 0 ? bytes.length : found;
    const line = bytes.subarray(start, end);
    const text = decodeUtf8(line);
    lines.push({ text: text ?? other.decode(line), utf8: text !== undefined });
    start = end + 1;
  }
  return lines;
}
