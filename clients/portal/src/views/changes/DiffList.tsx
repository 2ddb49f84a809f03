import { useEffect, useImperativeHandle, useRef, useState, type Ref } from "react";
import { VList, type VListHandle } from "virtua";
import { texts } from "../../texts";
import { FileHeader } from "./FileHeader";
import type { ChangedFile } from "./model";
import { DiffRowView, type RowContext } from "./Rows";
import type { DiffRow } from "./rows";

export interface DiffListHandle {
  /** Brings a row into view, below the header of its file. */
  show: (key: string) => void;
}

/** Where a row comes to stand, so that the header of its file does not cover it. */
const HEADER_PIXELS = 40;

/** All changes in one list, of which only the rows in view exist. The header of the file in view stays at the top. */
export function DiffList({
  rows,
  context,
  handle,
}: {
  rows: readonly DiffRow[];
  context: RowContext;
  handle: Ref<DiffListHandle>;
}) {
  const list = useRef<VListHandle>(null);
  const [pinned, setPinned] = useState<ChangedFile>();
  const latest = useRef(rows);
  latest.current = rows;
  useImperativeHandle(handle, () => ({
    show: (key) => {
      const index = latest.current.findIndex((row) => row.key === key);
      if (index >= 0) {
        const isFile = latest.current[index]?.kind === "file";
        list.current?.scrollToIndex(index, { align: "start", offset: isFile ? 0 : -HEADER_PIXELS });
      }
    },
  }));
  const updatePinned = (offset: number): void => {
    const index = list.current?.findItemIndex(offset + 1) ?? 0;
    const row = latest.current[index];
    const atHeader = row?.kind === "file" && (list.current?.getItemOffset(index) ?? 0) >= offset;
    setPinned(row === undefined || atHeader ? undefined : row.file);
  };
  useEffect(() => updatePinned(list.current?.scrollOffset ?? 0), [rows]);
  return (
    <div className="diff-list" role="table" aria-label={texts.changes.title} aria-rowcount={rows.length}>
      {pinned !== undefined && (
        <div className="diff-pinned" role="row">
          <div role="cell">
            <FileHeader file={pinned} context={context} />
          </div>
        </div>
      )}
      <VList ref={list} data={rows as DiffRow[]} tabIndex={0} onScroll={updatePinned} role="rowgroup" itemSize={20}>
        {(row, index) => <DiffRowView key={row.key} row={row} index={index} context={context} />}
      </VList>
    </div>
  );
}
