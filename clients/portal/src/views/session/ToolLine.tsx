import { memo, useEffect, useState, type ReactNode } from "react";
import { duration } from "../../app/format";
import { useRunStore } from "../../state/runs";
import type { ToolRow } from "../../state/run";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Dot } from "../../ui/Chip";
import { Icon, type IconName } from "../../ui/Icon";
import { plainOutput, visible } from "../../ui/visible";
import { useIsFound } from "./FindBar";
import { argumentsOf, editedLines, subject, toolIcon, type Arguments } from "./tools";
import { describeReads } from "./transcript";

/** A line that opens to its details. */
export function Foldable({
  icon,
  name,
  argument,
  result,
  time,
  className = "",
  openAtFirst = false,
  found = false,
  children,
}: {
  icon: IconName;
  name: ReactNode;
  argument?: ReactNode;
  result?: ReactNode;
  time?: string;
  className?: string;
  openAtFirst?: boolean;
  /** Whether a search found what is in the details. */
  found?: boolean;
  children: () => ReactNode;
}) {
  const [open, setOpen] = useState(openAtFirst);
  useEffect(() => {
    if (found) setOpen(true);
  }, [found]);
  return (
    <div className={`tool ${className}`}>
      <button type="button" className="tool-line" aria-expanded={open} onClick={() => setOpen(!open)} data-stop="">
        <Icon name={icon} />
        <span className="tool-name">{name}</span>
        {argument !== undefined && <span className="tool-argument cut">{argument}</span>}
        <span className="tool-result">{result}</span>
        <span className="tool-time">{time}</span>
        <Icon name="chevron" className="chevron" />
      </button>
      {open && <div className="tool-details">{children()}</div>}
    </div>
  );
}

export const ToolLine = memo(({ run, row }: { run: string; row: ToolRow }) => {
  const values = argumentsOf(row);
  const edited = editedLines(row.tool, values);
  const found = useIsFound([row.seq]);
  return (
    <Foldable
      found={found}
      icon={toolIcon(row.tool)}
      name={visible(row.tool)}
      argument={visible(subject(values).split("\n")[0] ?? "")}
      result={<Result row={row} edited={edited} />}
      time={row.result === undefined ? "" : duration(row.result.millis)}
      className={row.undone ? "undone" : ""}
    >
      {() => (
        <>
          {edited === undefined ? <Input tool={row.tool} values={values} /> : <Edit {...edited} />}
          <Output run={run} row={row} />
        </>
      )}
    </Foldable>
  );
});

function Result({ row, edited }: { row: ToolRow; edited: { removed: string[]; added: string[] } | undefined }) {
  if (row.undone) {
    return texts.session.undone;
  }
  switch (row.result?.outcome) {
    case undefined:
      return <Dot tone="busy" />;
    case "denied":
      return <span className="bad">{texts.session.denied(row.policy?.rule ?? "")}</span>;
    case "unknown":
      return <span className="bad">{texts.session.unknown}</span>;
    case "error":
      return <span className="bad cut">{firstLine(row)}</span>;
    default:
      return edited === undefined ? (
        <span className="cut">{row.tool === "run_tests" || row.tool === "run_command" ? firstLine(row) : ""}</span>
      ) : (
        <span className="mono">
          <span className="ok">+{edited.added.length}</span> <span className="bad">−{edited.removed.length}</span>
        </span>
      );
  }
}

function firstLine(row: ToolRow): string {
  return plainOutput(row.result?.text ?? "").split("\n", 1)[0] ?? "";
}

function Input({ tool, values }: { tool: string; values: Arguments }) {
  const command = values["command"];
  if (typeof command === "string") {
    return (
      <pre className="tool-input" tabIndex={0}>
        $ {visible(command)}
      </pre>
    );
  }
  const others = Object.entries(values).map(
    ([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return others.length === 0 ? null : (
    <pre className="tool-input" tabIndex={0} aria-label={tool}>
      {visible(others.join("\n"))}
    </pre>
  );
}

const SHOWN_LINES = 40;

function Edit({ removed, added }: { removed: string[]; added: string[] }) {
  const [all, setAll] = useState(false);
  const lines = [...removed.map((text) => ["−", text] as const), ...added.map((text) => ["+", text] as const)];
  const shown = all ? lines : lines.slice(0, SHOWN_LINES);
  return (
    <>
      <table className="small-diff" aria-label={texts.session.edit}>
        <tbody>
          {shown.map(([sign, text], index) => (
            <tr key={index} className={sign === "+" ? "added" : "removed"}>
              <td className="sign">{sign}</td>
              <td>{visible(text)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < lines.length && <More count={lines.length - shown.length} onClick={() => setAll(true)} />}
    </>
  );
}

function More({ count, onClick }: { count: number; onClick: () => void }) {
  return (
    <Button kind="bare" size="compact" onClick={onClick}>
      {texts.session.moreLines(count)}
    </Button>
  );
}

/** The last lines of the output; while the call runs, what it wrote so far. */
function Output({ run, row }: { run: string; row: ToolRow }) {
  const [opened, setAll] = useState(false);
  const all = useIsFound([row.seq]) || opened;
  const streamed = useRunStore((runs) => runs[run]?.state.output[row.call]);
  const text = plainOutput(row.result?.text ?? streamed ?? "");
  if (text === "") {
    return null;
  }
  const lines = text.replace(/\n$/, "").split("\n");
  const hidden = all ? 0 : Math.max(0, lines.length - SHOWN_LINES);
  return (
    <>
      {hidden > 0 && <More count={hidden} onClick={() => setAll(true)} />}
      <pre tabIndex={0}>{lines.slice(hidden).join("\n")}</pre>
    </>
  );
}

/** Reads and searches in a row. */
export function ReadsLine({ run, rows }: { run: string; rows: ToolRow[] }) {
  const paths = new Set(rows.map((row) => subject(argumentsOf(row)).split("/").at(-1) ?? ""));
  const found = useIsFound(rows.map((row) => row.seq));
  return (
    <Foldable
      found={found}
      icon="eye"
      name={describeReads(rows, texts.session)}
      result={<span className="wide-only cut">{visible([...paths].filter((path) => path !== "").join(", "))}</span>}
      time={duration(rows.reduce((sum, row) => sum + (row.result?.millis ?? 0), 0))}
    >
      {() => rows.map((row) => <ToolLine key={row.call} run={run} row={row} />)}
    </Foldable>
  );
}
