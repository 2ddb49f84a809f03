// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import * as fc from "fast-check";
import { conflictsOf, yourLine } from "./conflicts";
import { readDraft, writeDraft } from "./draft";
import { withEdits } from "./editing";
import { changedFiles, decide, neighbour, nextOpen, selection, tally, unitsOf, type ChangedFile } from "./model";
import { displayPath, parseHunk, parsePatch } from "./patch";
import { buildRows } from "./rows";
import { segments, wordMarks } from "./words";

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

function hunkText(number: number): string {
  return `@@ -${number * 10},3 +${number * 10},3 @@ method ${number}\n a\n-old ${number}\n+new ${number}\n b\n`;
}

function file(path: string, count: number, taken: readonly number[] = []) {
  return {
    path,
    status: count === 0 ? "added" : "modified",
    taken: false,
    hunks: Array.from({ length: count }, (_, i) => {
      const text = hunkText(i + 1);
      return { number: i + 1, text, textBase64: btoa(text), taken: taken.includes(i + 1) };
    }),
  };
}

const keys = (files: readonly ChangedFile[]): string[] => unitsOf(files).map((unit) => unit.key);
const NONE = { split: true, decisions: {}, comments: [], form: undefined, folds: {} };

describe("selection", () => {
  const files = changedFiles([file("a.txt", 3), file("new.txt", 0), file("b.txt", 2, [1])], []);
  const units = unitsOf(files);

  it("is never the empty list, which the server reads as the whole patch", () => {
    expect(selection(files, {})).toBeUndefined();
    expect(selection(files, decide({}, units, "reject"))).toBeUndefined();
    const accepted = decide({}, units, "accept");
    expect(selection(files, accepted, new Set(Object.keys(accepted)))).toBeUndefined();
  });

  it("names hunks, and a file whose parts are all accepted as a whole", () => {
    expect(selection(files, decide({}, units, "accept"))).toEqual([
      { path: "a.txt" },
      { path: "new.txt" },
      { path: "b.txt", hunks: [2] },
    ]);
    expect(selection(files, decide({}, [units[0], units[2]] as never, "accept"))).toEqual([{ path: "a.txt", hunks: [1, 3] }]);
  });

  it("holds exactly the accepted parts that are not applied, for any decisions", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("accept", "reject", undefined), { minLength: 6, maxLength: 6 }), (answers) => {
        const decisions = units.reduce((all, unit, i) => decide(all, [unit], answers[i] as never), {});
        const named = (selection(files, decisions) ?? []).flatMap((part) =>
          units.filter((unit) => unit.path === part.path && (part.hunks === undefined || part.hunks.includes(unit.number))),
        );
        expect(named).toEqual(units.filter((unit) => !unit.taken && answers[unit.index] === "accept"));
        const counts = tally(units, decisions);
        expect(counts.accepted + counts.rejected + counts.open + counts.taken).toBe(units.length);
      }),
    );
  });

  it("does not carry a decision over to another text of the same hunk", () => {
    const decisions = decide({}, units, "accept");
    const changed = file("a.txt", 3);
    changed.hunks[0]!.textBase64 = btoa("@@ -1 +1 @@\n-x\n+y\n");
    const [first] = unitsOf(changedFiles([changed], []));
    expect(decisions[first!.key]).toBeUndefined();
  });

  it("moves between parts and stays at the ends", () => {
    expect(neighbour(units, undefined, 1)).toBe(units[0]);
    expect(neighbour(units, units[0]!.key, -1)).toBe(units[0]);
    expect(neighbour(units, units.at(-1)!.key, 1)).toBe(units.at(-1));
    expect(nextOpen(units, units.at(-1)!, {})).toBe(units[0]);
    expect(nextOpen(units, units[0]!, decide({}, units.slice(1), "reject"))).toBeUndefined();
  });
});

describe("patch", () => {
  it("reads line numbers, ends without a line break, and lines that look like the patch", () => {
    const hunk = parseHunk("@@ -3,3 +3,3 @@ f()\n ctx\n--- a/x\n+++ b/x\n diff --git a/x b/x\n\\ No newline at end of file\n")!;
    expect(hunk.context).toBe("f()");
    expect(hunk.lines.map((line) => [line.kind, line.text, line.old, line.new, line.noNewline])).toEqual([
      [" ", "ctx", 3, 3, false],
      ["-", "-- a/x", 4, 0, false],
      ["+", "++ b/x", 0, 4, false],
      [" ", "diff --git a/x b/x", 5, 5, true],
    ]);
  });

  it("keeps files apart whatever their lines say, with modes, binary files and other encodings", () => {
    const text =
      "diff --git a/a b.txt b/a b.txt\nnew file mode 100644\nindex 0000000..1\n--- /dev/null\n+++ b/a b.txt\n@@ -0,0 +1,2 @@\n" +
      "+diff --git a/evil b/evil\n+caf\xe9\r\n" +
      "diff --git a/run.sh b/run.sh\nold mode 100644\nnew mode 100755\n" +
      "diff --git a/x.bin b/x.bin\nindex 1..2 100644\nGIT binary patch\nliteral 3\nKcmZ\n\n" +
      'diff --git "a/\\303\\251.txt" "b/\\303\\251.txt"\ndeleted file mode 100644\n--- "a/\\303\\251.txt"\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n';
    const sections = parsePatch(bytes(text));
    expect(sections.map((section) => section.path)).toEqual(["a b.txt", "run.sh", "x.bin", "é.txt"]);
    expect(sections[0]).toMatchObject({ utf8: false, newMode: "100644" });
    expect(sections[0]!.hunks[0]!.lines.map((line) => line.text)).toEqual(["diff --git a/evil b/evil", "café\r"]);
    expect(sections[1]).toMatchObject({ oldMode: "100644", newMode: "100755", hunks: [] });
    expect(sections[2]!.binary).toBe(true);
    expect(sections[3]!.hunks[0]!.lines).toHaveLength(1);
  });

  it("names paths as the server does", () => {
    expect(displayPath('"a/\\"q\\".txt"')).toBe('a/"q".txt');
    expect(displayPath('"a/\\351.txt"')).toBe('"a/\\351.txt"');
  });
});

describe("rows", () => {
  const files = changedFiles([file("a.txt", 2), file("b.txt", 1)], []);

  it("pair removed with added lines side by side, and put them one after the other inline", () => {
    const split = buildRows(files, NONE).filter((row) => row.kind === "pair");
    expect(split).toHaveLength(9);
    expect(split[1]).toMatchObject({ left: { text: "old 1" }, right: { text: "new 1" } });
    const inline = buildRows(files, { ...NONE, split: false }).filter((row) => row.kind === "line");
    expect(inline.slice(0, 4).map((row) => row.kind === "line" && row.line.kind + row.line.text)).toEqual([
      " a", "-old 1", "+new 1", " b",
    ]);
  });

  it("fold rejected and folded parts, and have a key each", () => {
    const [first] = unitsOf(files);
    const rejected = buildRows(files, { ...NONE, decisions: { [first!.key]: "reject" } });
    expect(rejected.filter((row) => row.kind === "pair")).toHaveLength(6);
    const folded = buildRows(files, { ...NONE, folds: { "a.txt": true } });
    expect(folded.map((row) => row.kind)).toEqual(["file", "file", "unit", "pair", "pair", "pair"]);
    const all = buildRows(files, NONE).map((row) => row.key);
    expect(new Set(all).size).toBe(all.length);
  });

  it("show a comment below its line of the result", () => {
    const comment = { id: "1", path: "a.txt", line: 11, text: "why" };
    const rows = buildRows(files, { ...NONE, comments: [comment] });
    const at = rows.findIndex((row) => row.kind === "comment");
    expect(rows[at - 1]).toMatchObject({ kind: "pair", right: { text: "new 1" } });
  });

  it("of 10,000 lines are built in a moment", () => {
    const count = 10_000;
    const added = Array.from({ length: count }, (_, i) => `+line ${i}`).join("\n");
    const text = `diff --git a/n.txt b/n.txt\nnew file mode 100644\n--- /dev/null\n+++ b/n.txt\n@@ -0,0 +1,${count} @@\n${added}\n`;
    const large = changedFiles([file("n.txt", 0)], parsePatch(bytes(text)));
    expect(buildRows(large, NONE)).toHaveLength(count + 2);
  });
});

describe("word marks", () => {
  it("mark what differs, and nothing if lines have little in common", () => {
    expect(wordMarks("return first;", "return last;")).toEqual({ old: [{ start: 7, end: 12 }], new: [{ start: 7, end: 11 }] });
    expect(wordMarks("alpha beta", "x = 1;")).toBeUndefined();
    expect(wordMarks("x".repeat(5000), "y")).toBeUndefined();
  });

  it("divide coloured parts without losing a character", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, maxLength: 8 })), fc.nat(20), fc.nat(20), (parts, start, length) => {
        const tokens = parts.map((text, i) => ({ text, className: `c${i}` }));
        const all = parts.join("");
        const result = segments(tokens, [{ start, end: start + length + 1 }]);
        expect(result.map((part) => part.text).join("")).toBe(all);
        const marked = result.filter((part) => part.marked).map((part) => part.text).join("");
        expect(marked).toBe(all.slice(start, start + length + 1));
      }),
    );
  });
});

describe("conflicts", () => {
  const files = changedFiles([file("b/a.txt", 2), file("a.txt", 2), file("new.txt", 0)], []);
  const all = decide({}, unitsOf(files), "accept");
  const named = (...conflicts: Parameters<typeof conflictsOf>[0]): string[] =>
    conflictsOf(conflicts, files, all).map(({ unit }) => `${unit.path}#${unit.number}`);

  it("are the hunks and files that the server names, and no file whose name ends alike", () => {
    expect(named({ path: "b/a.txt", hunk: 2, line: 9, reason: "changed" })).toEqual(["b/a.txt#2"]);
    expect(named({ path: "a.txt", reason: "changed" }, { path: "new.txt", reason: "exists" })).toEqual([
      "a.txt#1", "a.txt#2", "new.txt#0",
    ]);
    expect(named({ path: "other.txt", reason: "deleted" })).toEqual([]);
    expect(named()).toEqual([]);
  });

  it("are accepted parts only", () => {
    expect(conflictsOf([{ path: "a.txt", reason: "changed" }], files, {})).toEqual([]);
    expect(keys(files)).toHaveLength(5);
  });

  it("show the line that the server names", () => {
    const hunk = parseHunk("@@ -2,3 +2,3 @@\n two\n-three\n+3\n four\n")!;
    expect(yourLine(hunk, "one\ntwo\nmine\nfour\n", 3)).toEqual({ line: 3, expected: "three", yours: "mine" });
    expect(yourLine(hunk, "one\ntwo\nmine\nmine\nfour\n", 4)).toMatchObject({ line: 4, yours: "mine" });
  });

  it("find the user's line although lines above moved it", () => {
    const hunk = parseHunk("@@ -2,3 +2,3 @@\n two\n-three\n+3\n four\n")!;
    expect(yourLine(hunk, "one\ntwo\nmine\nfour\n")).toEqual({ line: 3, expected: "three", yours: "mine" });
    expect(yourLine(hunk, "x\nx\nx\none\ntwo\nmine\nfour\n")).toMatchObject({ line: 6, yours: "mine" });
    expect(yourLine(hunk, "one\ntwo")).toMatchObject({ line: 3, yours: undefined });
    expect(yourLine(hunk, "one\ntwo\nthree\nfour\n")).toBeUndefined();
  });
});

describe("edits of a result", () => {
  it("keep other changes of the user, and refuse the same place", () => {
    const result = "a\nb\nc\nd\ne\nf\ng\nh\n";
    const edited = result.replace("b", "B");
    expect(withEdits(result, edited, result)).toBe(edited);
    expect(withEdits(result, edited, result.replace("h", "H"))).toBe(edited.replace("h", "H"));
    expect(withEdits(result, edited, result.replace("b", "mine"))).toBeUndefined();
  });
});

describe("draft", () => {
  it("survives a reload, and leaves out what it does not know", () => {
    const draft = { decisions: { k: "accept" as const }, comments: [{ id: "1", path: "a", line: 2, text: "t" }], edits: { a: "x" } };
    expect(readDraft(writeDraft(draft))).toEqual(draft);
    expect(readDraft('{"decisions":{"a":"maybe","b":"reject"},"comments":[{"id":1}],"edits":[]}')).toEqual({
      decisions: { b: "reject" }, comments: [], edits: {},
    });
    for (const text of ["", "null", "[]", "{", undefined]) expect(readDraft(text).comments).toEqual([]);
    expect(writeDraft({ decisions: {}, comments: [], edits: {} })).toBe("");
  });
});
