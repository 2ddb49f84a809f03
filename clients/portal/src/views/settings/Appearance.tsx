import { useState } from "react";
import { enableSingleKeys, singleKeysEnabled } from "../../app/keys";
import { chooseTheme, useTheme } from "../../app/theme";
import { NotificationSwitch } from "../../features/approval/NotificationSwitch";
import { useNotificationState } from "../../features/approval/notify";
import { texts } from "../../texts";
import { Segments } from "../../ui/Form";
import { SectionPage } from "./SectionPage";

/** What this browser keeps for itself. */
export function Appearance() {
  const { theme } = useTheme();
  const { state } = useNotificationState();
  const [keys, setKeys] = useState(singleKeysEnabled);
  const words = texts.settings.appearance;
  return (
    <SectionPage title={texts.settings.sections.appearance}>
      <div className="card">
        <div className="list-item">
          <span className="grow">{words.theme}</span>
          <Segments
            label={words.theme}
            value={theme}
            onChange={chooseTheme}
            options={[
              { value: "system", label: texts.theme.system },
              { value: "light", label: texts.theme.light },
              { value: "dark", label: texts.theme.dark },
            ]}
          />
        </div>
        <label className="list-item">
          <span className="grow">
            {texts.keys.singleKeys}
            <small>{words.keysHint}</small>
          </span>
          <input
            type="checkbox"
            checked={keys}
            onChange={(event) => {
              enableSingleKeys(event.target.checked);
              setKeys(event.target.checked);
            }}
          />
        </label>
        {state !== "missing" && (
          <div className="list-item">
            <span className="grow">
              {texts.approvals.notifications}
              <small>{words.notificationsHint}</small>
            </span>
            <NotificationSwitch />
          </div>
        )}
      </div>
    </SectionPage>
  );
}
