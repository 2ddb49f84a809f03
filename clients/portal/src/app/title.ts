import { useEffect } from "react";
import { create } from "zustand";
import { texts } from "../texts";

const useTitleStore = create<{ title: string }>(() => ({ title: "" }));

/** Names the page of a view; the number of open questions is put before it. */
export function useTitle(title: string): void {
  useEffect(() => useTitleStore.setState({ title }), [title]);
}

/** Used once, by the shell. */
export function useDocumentTitle(openApprovals: number): void {
  const { title } = useTitleStore();
  useEffect(() => {
    const waiting = openApprovals > 0 ? `(${openApprovals}) ` : "";
    document.title = `${waiting}${title === "" ? "" : `${title} · `}${texts.product}`;
  }, [title, openApprovals]);
}
