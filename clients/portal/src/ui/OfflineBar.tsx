import { useEffect } from "react";
import { gateway, useConnection } from "../api/gateway";
import { time } from "../app/format";
import { reloadWhenUnused } from "../app/reloadAfterUpgrade";
import { texts } from "../texts";
import { Button } from "./Button";
import { Icon } from "./Icon";

/** Says that the server is away, or that it has a newer portal. The page stays readable, and prompts keep their text. */
export function OfflineBar() {
  const { state, lostAt, upgraded } = useConnection();
  useEffect(() => (upgraded ? reloadWhenUnused() : undefined), [upgraded]);
  if (state === "offline") {
    return (
      <div className="banner" role="status">
        <Icon name="offline" />
        <span className="grow">{texts.connection.offline(time(lostAt))}</span>
        <Button size="compact" onClick={() => gateway().connectNow()}>
          {texts.connection.tryNow}
        </Button>
      </div>
    );
  }
  if (upgraded) {
    return (
      <div className="banner" role="status">
        <Icon name="redo" />
        <span className="grow">{texts.connection.upgraded}</span>
        <Button size="compact" onClick={() => location.reload()}>
          {texts.connection.reload}
        </Button>
      </div>
    );
  }
  return null;
}
