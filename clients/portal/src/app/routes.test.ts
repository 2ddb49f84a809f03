// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";
import { store } from "../state/storage";
import { title } from "./format";
import { projectAt, railPath } from "./routes";

describe("addresses", () => {
  beforeEach(() => store("project", "last"));

  it("name the project of the page", () => {
    expect(projectAt("/p/a%20b/runs/run-1/changes")).toBe("a b");
    expect(projectAt("/settings")).toBeUndefined();
  });

  it("of the rail lead to the project of the page, else to the last one", () => {
    expect(railPath("files", "/p/shown/runs/run-1/changes")).toBe("/p/shown/files");
    expect(railPath("files", "/dashboard")).toBe("/p/last/files");
    expect(railPath("dashboard", "/")).toBe("/dashboard");
  });
});

describe("the title of a run", () => {
  it("of a task has no id of the plan and no marks of Markdown", () => {
    expect(title("Task 2 of plan run-1m8nh0xb7475: **Read names** in `FieldParser.java`")).toBe("Task 2: Read names in FieldParser.java");
  });

  it("is the first line of its prompt", () => {
    expect(title("\n  Use **bold** words\nand more")).toBe("Use **bold** words");
  });
});
