import { texts } from "../../texts";
import { groupBy } from "../../ui/group";
import { visible } from "../../ui/visible";
import { StatusLetter } from "./FileHeader";
import { tally, type ChangedFile, type Decisions } from "./model";

/** The changed files by folder, with how many of their parts are decided. */
export function FileTree({
  files,
  decisions,
  current,
  onChoose,
}: {
  files: readonly ChangedFile[];
  decisions: Decisions;
  current: string | undefined;
  onChoose: (file: ChangedFile) => void;
}) {
  const folders = groupBy(files, (file) => file.path.slice(0, file.path.lastIndexOf("/") + 1));
  return (
    <ul className="changes-tree" aria-label={texts.changes.files}>
      {[...folders].map(([folder, list]) => (
        <li key={folder}>
          {folder !== "" && (
            <div className="changes-folder muted cut" title={visible(folder)}>
              {visible(shorten(folder))}
            </div>
          )}
          <ul>
            {list.map((file) => {
              const counts = tally(file.units, decisions);
              const decided = file.units.length - counts.open;
              return (
                <li key={file.path}>
                  <button
                    type="button"
                    className="changes-file"
                    aria-current={file.path === current ? "true" : undefined}
                    title={visible(file.path)}
                    onClick={() => onChoose(file)}
                  >
                    <StatusLetter status={file.status} />
                    <span className="cut grow">{visible(file.path.slice(file.path.lastIndexOf("/") + 1))}</span>
                    <span className={`number ${decided === file.units.length ? "ok" : "muted"}`}>
                      <span aria-hidden="true">
                        {decided}/{file.units.length}
                      </span>
                      <span className="hidden-text">{texts.changes.decided(decided, file.units.length)}</span>
                    </span>
                  </button>
                </li>
              );
            })}
          </ul>
        </li>
      ))}
    </ul>
  );
}

/** A deep folder keeps its beginning and its end. */
function shorten(folder: string): string {
  const parts = folder.replace(/\/$/, "").split("/");
  return parts.length <= 4 ? parts.join("/") : `${parts.slice(0, 2).join("/")}/…/${parts.at(-1)}`;
}
