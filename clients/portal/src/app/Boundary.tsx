import { Component, type ReactNode } from "react";
import { texts } from "../texts";

/** Shows an error of a view in its place. A chunk that is gone means that the server was upgraded: the page is loaded again. */
export class Boundary extends Component<{ children: ReactNode }, { error: Error | undefined }> {
  override state: { error: Error | undefined } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) {
      return this.props.children;
    }
    return (
      <div className="placeholder bad" role="alert">
        <h1>{texts.failure.title}</h1>
        <p>{error.message}</p>
        <button type="button" className="button" onClick={() => location.reload()}>
          {texts.connection.reload}
        </button>
      </div>
    );
  }
}
