import { useEffect, useRef } from "react";
import { create } from "zustand";
import type { Schemas } from "../../api/rest";
import { load, store } from "../../state/storage";
import { texts } from "../../texts";

export type NotificationState = "missing" | "off" | "on" | "refused";

function current(): NotificationState {
  if (typeof Notification === "undefined" || !isSecureContext) return "missing";
  if (Notification.permission === "denied") return "refused";
  return Notification.permission === "granted" && load("notifications") === "on" ? "on" : "off";
}

/** Whether this browser tells open questions while the page is hidden. */
export const useNotificationState = create<{ state: NotificationState }>(() => ({ state: current() }));

/** Called by a click only: a browser asks its user for the permission. */
export async function switchNotifications(on: boolean): Promise<void> {
  if (on && Notification.permission === "default") {
    await Notification.requestPermission();
  }
  store("notifications", on ? "on" : "");
  useNotificationState.setState({ state: current() });
}

/** Tells each new question once while the page is hidden. */
export function useNotifications(approvals: readonly Schemas["Approval"][] | undefined): void {
  const told = useRef<Set<string>>(undefined);
  const { state } = useNotificationState();
  useEffect(() => {
    if (approvals === undefined) return;
    const known = told.current;
    told.current = new Set(approvals.map((approval) => approval.id));
    if (known === undefined || state !== "on" || document.visibilityState === "visible") return;
    for (const approval of approvals.filter(({ id }) => !known.has(id))) {
      const notification = new Notification(texts.approvals.asks("", approval.tool), {
        body: approval.question.slice(0, 300),
        tag: approval.id,
      });
      notification.onclick = () => {
        focus();
        notification.close();
      };
    }
  }, [approvals, state]);
}
