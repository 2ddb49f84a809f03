import type { Schemas } from "../../api/rest";
import { bytes } from "../../app/format";
import { useQuery } from "../../api/queries";
import { data, rest } from "../../api/rest";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Dot } from "../../ui/Chip";
import { Query } from "../../ui/states";
import { visible } from "../../ui/visible";
import { useHealth } from "./queries";
import { SectionPage } from "./SectionPage";

const TONES = { ok: "ok", warn: "half", fail: "bad" } as const;

/** The level of the sandbox and the other checks of the server, and what it stores. */
export function Server() {
  const health = useHealth();
  const storage = useQuery(["storage"], () => data(rest.GET("/api/v1/storage")));
  const words = texts.settings.server;
  return (
    <SectionPage
      title={texts.settings.sections.server}
      actions={
        <Button icon="redo" onClick={() => void health.mutate()}>
          {words.again}
        </Button>
      }
    >
      <section>
        <h2>{words.checks}</h2>
        <div className="card findings">
          <Query loaded={health} lines={6}>
            {({ findings }) => sandboxFirst(findings).map((finding) => <FindingLine key={finding.check} finding={finding} />)}
          </Query>
        </div>
      </section>
      <section>
        <h2>{words.storage}</h2>
        <div className="card">
          <Query loaded={storage} lines={2}>
            {({ runs, snapshotBytes }) => (
              <div className="list-item">
                <span className="grow">
                  {words.workspaces(
                    runs.filter((run) => run.workspaceBytes > 0).length,
                    bytes(runs.reduce((sum, run) => sum + run.workspaceBytes, 0)),
                  )}
                  <small>{words.snapshots(bytes(snapshotBytes))}</small>
                </span>
              </div>
            )}
          </Query>
        </div>
      </section>
    </SectionPage>
  );
}

function sandboxFirst(findings: Schemas["Finding"][]): Schemas["Finding"][] {
  const isSandbox = (finding: Schemas["Finding"]): boolean => finding.check.includes("sandbox");
  return [...findings.filter(isSandbox), ...findings.filter((finding) => !isSandbox(finding))];
}

function FindingLine({ finding }: { finding: Schemas["Finding"] }) {
  return (
    <div className="list-item">
      <Dot tone={TONES[finding.level]} />
      <span className="grow">
        <b>{finding.check}</b> <span className="muted">{texts.settings.server.levels[finding.level]}</span>
        <br />
        {visible(finding.found)}
        {finding.lost !== "" && <small className="text-2">{visible(finding.lost)}</small>}
        {finding.advice !== "" && <small className="text-2">{visible(finding.advice)}</small>}
      </span>
    </div>
  );
}
