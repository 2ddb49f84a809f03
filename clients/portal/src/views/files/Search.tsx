import { useEffect, useRef, useState } from "react";
import { data, rest, type Schemas } from "../../api/rest";
import { texts } from "../../texts";
import { Skeleton } from "../../ui/states";
import { groupBy } from "../../ui/group";
import { visible } from "../../ui/visible";
import { messageOf } from "../changes/actions";

const LIMIT = 200;
const WAIT_MILLIS = 250;

/** Searches a text in all files of the project. */
export function Search({ project, onOpen }: { project: string; onOpen: (path: string, line: number) => void }) {
  const [text, setText] = useState("");
  const [ignoreCase, setIgnoreCase] = useState(true);
  const [state, setState] = useState<{ found?: Schemas["FileMatches"]; problem: string; busy: boolean }>({
    problem: "",
    busy: false,
  });
  const latest = useRef(0);
  useEffect(() => {
    const request = ++latest.current;
    if (text.trim() === "") {
      setState({ problem: "", busy: false });
      return undefined;
    }
    const timer = setTimeout(() => {
      setState((old) => ({ ...old, busy: true }));
      data(
        rest.GET("/api/v1/projects/{id}/files/matches", {
          params: { path: { id: project }, query: { text, ignoreCase, limit: LIMIT } },
        }),
      ).then(
        (found) => request === latest.current && setState({ found, problem: "", busy: false }),
        (error: unknown) => request === latest.current && setState({ problem: messageOf(error), busy: false }),
      );
    }, WAIT_MILLIS);
    return () => clearTimeout(timer);
  }, [text, ignoreCase, project]);
  const { found } = state;
  const byFile = groupBy(found?.matches ?? [], (match) => match.path);
  return (
    <div className="files-search">
      <input
        className="input"
        type="search"
        data-files-search=""
        aria-label={texts.files.search}
        placeholder={texts.files.search}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <label className="row small">
        <input type="checkbox" checked={!ignoreCase} onChange={(event) => setIgnoreCase(!event.target.checked)} />
        {texts.files.matchCase}
      </label>
      <div className="scroll files-matches" aria-live="polite">
        {state.problem !== "" && <p className="field-error">{visible(state.problem)}</p>}
        {state.busy && found === undefined && <Skeleton />}
        {found !== undefined && (
          <p className="muted small">{texts.files.found(found.matches.length, found.files, found.skipped, found.complete)}</p>
        )}
        {[...byFile].map(([path, matches]) => (
          <section key={path}>
            <h3 className="cut" title={visible(path)}>
              {visible(path)}
            </h3>
            <ul>
              {matches.map((match) => (
                <li key={match.line}>
                  <button type="button" className="files-match" onClick={() => onOpen(path, match.line)}>
                    <span className="number muted">{match.line}</span>
                    <code className="cut">{visible(match.text.trim())}</code>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  );
}
