// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { contentOf } from "./content";
import { lineBreakOf, withLineBreaks } from "./lineBreaks";
import { mention } from "./mention";
import { readKept } from "./tabs";
import { treeRows } from "./treeRows";

describe("files", () => {
  it("are editable as text in UTF-8 up to 1 MiB, and say why they are not", () => {
    const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
    expect(contentOf(utf8("\ufeffé\r\n")).text).toBe("\ufeffé\r\n");
    expect(contentOf(utf8("a\0b")).reason).toMatch(/binary/);
    expect(contentOf(Uint8Array.of(0xe9)).reason).toMatch(/not UTF-8/);
    expect(contentOf(new Uint8Array(1024 * 1024 + 1).fill(97)).reason).toMatch(/1 MiB/);
  });

  it("keep their line breaks", () => {
    expect(lineBreakOf("a\r\nb\r\n")).toBe("\r\n");
    expect(lineBreakOf("a\r\nb\n")).toBe("\n");
    expect(lineBreakOf("")).toBe("\n");
    expect(withLineBreaks("a\nb\r\nc\rd", "\r\n")).toBe("a\r\nb\r\nc\r\nd");
  });

  it("are mentioned as the prompt reads them", () => {
    expect(mention("src/A.java", { from: 2, to: 4 })).toBe("@src/A.java lines 2 to 4: ");
    expect(mention("with space.txt", undefined)).toBe('@"with space.txt" ');
  });

  it("are listed with folders first, below the folders that are open", () => {
    const entry = (path: string, type: "file" | "directory") => ({ path, type, bytes: 0 });
    const folders = new Map([
      ["", [entry("a.txt", "file"), entry("src", "directory"), entry("lib", "directory")]],
      ["src", [entry("src/b.txt", "file")]],
    ]);
    const rows = treeRows(folders, new Set(["src", "lib"])).map((row) => `${row.depth}${row.name}`);
    expect(rows).toEqual(["0lib", "0src", "1b.txt", "0a.txt"]);
  });

  it("that were open are read from what the browser kept, and nothing else", () => {
    expect(readKept('[{"path":"a"},{"path":1},null,{"path":"b","draft":"x","etag":"1"}]')).toEqual([
      { path: "a" }, { path: "b", draft: "x", etag: "1" },
    ]);
    expect(readKept("{")).toEqual([]);
  });
});
