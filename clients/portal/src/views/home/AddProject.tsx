import { useState, type FormEvent, type ReactNode } from "react";
import { useLocation } from "wouter";
import { data, rest } from "../../api/rest";
import { path } from "../../app/routes";
import { focusPrompt } from "../../composer/focusPrompt";
import { keepDraft } from "../../composer/history";
import { refresh } from "../../state/runs";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Problem, useAction } from "../../ui/Form";
import { Icon, type IconName } from "../../ui/Icon";

/** The ways to get a project: the sample, a folder of the server's machine, a repository of a git server. */
export function AddProject({ sample = false, onAdded }: { sample?: boolean; onAdded?: () => void }) {
  const added = (): void => {
    refresh("projects");
    onAdded?.();
  };
  return (
    <div className="home-options">
      {sample && (
        <Option icon="flask" title={texts.home.sampleTitle} text={texts.home.sampleText}>
          <Sample />
        </Option>
      )}
      <Option icon="folder" title={texts.home.folderTitle} text={texts.home.folderText}>
        <OneField
          label={texts.home.folder}
          placeholder={texts.home.folderPlaceholder}
          action={texts.home.folderAction}
          onSubmit={async (path) => {
            await data(rest.POST("/api/v1/projects", { body: { path } }));
            added();
          }}
        />
      </Option>
      <Option icon="branch" title={texts.home.gitTitle} text={texts.home.gitText}>
        <OneField
          label={texts.home.git}
          placeholder={texts.home.gitPlaceholder}
          action={texts.home.gitAction}
          onSubmit={async (address) => {
            await data(rest.POST("/api/v1/git-projects", { body: { address } }));
            added();
          }}
        />
      </Option>
    </div>
  );
}

/** A new copy of the sample, whose request waits in the prompt. */
function Sample() {
  const [, navigate] = useLocation();
  const action = useAction();
  const open = async (): Promise<void> => {
    const { project, prompt } = await data(rest.POST("/api/v1/sample-projects"));
    keepDraft(`project.${project.id}`, prompt);
    refresh("projects");
    navigate(path("project", { project: project.id }));
    focusPrompt();
  };
  return (
    <>
      <Button disabled={action.busy} onClick={() => void action.run(open)}>
        {texts.home.sampleAction}
      </Button>
      <Problem action={action} />
      <p className="muted">
        {texts.home.sampleScripted} <code>{texts.home.sampleCommand}</code>
      </p>
    </>
  );
}

function Option({
  icon,
  title,
  text,
  children,
}: {
  icon: IconName;
  title: string;
  text: string;
  children: ReactNode;
}) {
  return (
    <section className="card home-option">
      <Icon name={icon} className="accent" />
      <h2>{title}</h2>
      <p className="text-2">{text}</p>
      {children}
    </section>
  );
}

function OneField({
  label,
  placeholder,
  action,
  onSubmit,
}: {
  label: string;
  placeholder: string;
  action: string;
  onSubmit: (value: string) => Promise<void>;
}) {
  const [value, setValue] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setProblem("");
    try {
      await onSubmit(value.trim());
      setValue("");
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="home-field" onSubmit={(event) => void submit(event)}>
      <input
        className="input"
        aria-label={label}
        aria-invalid={problem !== ""}
        placeholder={placeholder}
        required
        spellCheck={false}
        value={value}
        onChange={(event) => setValue(event.target.value)}
      />
      {problem !== "" && (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      <Button type="submit" disabled={busy}>
        {action}
      </Button>
    </form>
  );
}
