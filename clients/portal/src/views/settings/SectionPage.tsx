import type { ReactNode } from "react";

/** The head of a section with its actions, and its content. */
export function SectionPage({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <>
      <div className="top">
        <div className="grow">
          <h1>{title}</h1>
        </div>
        {actions}
      </div>
      <div className="scroll" tabIndex={0}>
        <div className="page settings-page">{children}</div>
      </div>
    </>
  );
}
