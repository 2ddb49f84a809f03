import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { switchNotifications, useNotificationState } from "./notify";

/** Switches notifications of the browser on or off; absent where a browser has none. */
export function NotificationSwitch() {
  const { state } = useNotificationState();
  switch (state) {
    case "missing":
      return null;
    case "refused":
      return <span className="muted small">{texts.approvals.notificationsRefused}</span>;
    default:
      return (
        <Button icon="bell" aria-pressed={state === "on"} onClick={() => void switchNotifications(state !== "on")}>
          {texts.approvals.notifications}
        </Button>
      );
  }
}
