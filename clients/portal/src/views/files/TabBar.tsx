import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { visible } from "../../ui/visible";
import { useState } from "react";
import { saveTab, type Tab } from "./tabs";

/** The open files. A file with unsaved text asks before it is closed. */
export function TabBar({
  tabs,
  current,
  onShow,
  onClose,
}: {
  tabs: readonly Tab[];
  current: string | undefined;
  onShow: (path: string) => void;
  onClose: (path: string) => void;
}) {
  const [asked, setAsked] = useState<string>();
  if (tabs.length === 0) {
    return null;
  }
  return (
    <nav className="files-tabs" aria-label={texts.files.openFiles}>
      {tabs.map((tab) => {
        const name = visible(tab.path.slice(tab.path.lastIndexOf("/") + 1));
        return (
          <span key={tab.path} className={`files-tab ${tab.path === current ? "current" : ""}`}>
            <button
              type="button"
              className="cut"
              title={visible(tab.path)}
              aria-current={tab.path === current ? "page" : undefined}
              onClick={() => onShow(tab.path)}
            >
              {tab.draft !== undefined && (
                <span className="files-unsaved">
                  ●<span className="hidden-text">{texts.files.unsaved}</span>{" "}
                </span>
              )}
              {name}
            </button>
            <Button
              kind="bare"
              size="compact"
              icon="cross"
              aria-label={texts.files.close(name)}
              onClick={() => (tab.draft === undefined ? onClose(tab.path) : setAsked(tab.path))}
            />
          </span>
        );
      })}
      {asked !== undefined && (
        <Dialog title={texts.files.unsavedTitle} onClose={() => setAsked(undefined)}>
          <div className="dialog-body">
            <p>{texts.files.unsavedText(visible(asked))}</p>
            <div className="dialog-actions">
              <Button onClick={() => setAsked(undefined)}>{texts.actions.cancel}</Button>
              <Button
                kind="danger"
                onClick={() => {
                  setAsked(undefined);
                  onClose(asked);
                }}
              >
                {texts.files.throwAway}
              </Button>
              <Button
                kind="primary"
                onClick={() => {
                  setAsked(undefined);
                  void saveTab(asked);
                }}
              >
                {texts.files.save}
              </Button>
            </div>
          </div>
        </Dialog>
      )}
    </nav>
  );
}
