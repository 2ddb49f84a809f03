import { useState } from "react";
import { useProviders } from "../../api/queries";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { ProviderForm } from "./ProviderForm";
import "./provider.css";

/** Says that no run can start yet, and adds a provider in place; nothing once there is one. */
export function ModelNeeded() {
  const providers = useProviders().data;
  const [adding, setAdding] = useState(false);
  return (
    <>
      {providers?.length === 0 && (
        <div className="model-needed" role="status">
          <Icon name="warn" />
          <p className="grow">
            <b>{texts.modelNeeded.title}</b> {texts.modelNeeded.text}
          </p>
          <Button kind="primary" onClick={() => setAdding(true)}>
            {texts.home.addProvider}
          </Button>
        </div>
      )}
      {adding && <ProviderForm onClose={() => setAdding(false)} />}
    </>
  );
}
