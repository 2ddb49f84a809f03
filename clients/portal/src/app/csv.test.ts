import { expect, test } from "vitest";
import { csv } from "./csv";

test("quotes what needs it", () => {
  expect(csv([["a,b", 'say "x"', "two\nlines", 3.5]])).toBe('"a,b","say ""x""","two\nlines",3.5\r\n');
});

test("no text of a cell is a formula of a spreadsheet", () => {
  for (const start of ["=", "+", "-", "@", "\t", "\r"]) {
    expect(csv([[`${start}1+1`]])).toMatch(/^"?'/);
  }
  expect(csv([[-1]])).toBe("-1\r\n");
});
