import { useEffect, useState } from "react";
import { data, rest } from "../../api/rest";
import { Palette, type PaletteItem } from "../../ui/Palette";
import { visible } from "../../ui/visible";

/** At most so many files are offered; the tree has all. */
const MOST = 5000;

/** Opens a file by some letters of its path. */
export function QuickOpen({
  project,
  onOpen,
  onClose,
}: {
  project: string;
  onOpen: (path: string) => void;
  onClose: () => void;
}) {
  const [paths, setPaths] = useState<readonly string[]>([]);
  useEffect(() => {
    void readAll(project).then(setPaths, () => undefined);
  }, [project]);
  const items = paths.map((path): PaletteItem => {
    const slash = path.lastIndexOf("/") + 1;
    return {
      id: path,
      label: visible(path.slice(slash)),
      detail: visible(path.slice(0, slash)),
      icon: "note",
      run: () => onOpen(path),
    };
  });
  return <Palette items={items} onClose={onClose} />;
}

async function readAll(project: string): Promise<string[]> {
  const paths: string[] = [];
  let cursor: string | undefined;
  do {
    const query = { recursive: true, limit: 1000, ...(cursor === undefined ? {} : { cursor }) };
    const page: { entries: { path: string; type: string }[]; next?: string } = await data(
      rest.GET("/api/v1/projects/{id}/files", { params: { path: { id: project }, query } }),
    );
    paths.push(...page.entries.filter((entry) => entry.type === "file").map((entry) => entry.path));
    cursor = page.next;
  } while (cursor !== undefined && paths.length < MOST);
  return paths;
}
