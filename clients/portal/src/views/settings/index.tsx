import { useEffect, type ComponentType } from "react";
import { Link } from "wouter";
import { path } from "../../app/routes";
import { ContextColumn } from "../../app/Shell";
import { useTitle } from "../../app/title";
import type { ViewProps } from "../../app/views";
import { texts } from "../../texts";
import { Icon, type IconName } from "../../ui/Icon";
import { EmptyState } from "../../ui/states";
import { Agents } from "./Agents";
import { Appearance } from "./Appearance";
import { Budgets } from "./Budgets";
import { Policies } from "./Policies";
import { Projects } from "./Projects";
import { Providers } from "./Providers";
import { Server } from "./Server";
import { Usage } from "./Usage";
import { Webhooks } from "./Webhooks";
import "./settings.css";

export type Section = keyof typeof texts.settings.sections;

const SECTIONS: readonly { id: Section; icon: IconName; View: ComponentType }[] = [
  { id: "providers", icon: "server", View: Providers },
  { id: "agents", icon: "user", View: Agents },
  { id: "policies", icon: "rule", View: Policies },
  { id: "projects", icon: "project", View: Projects },
  { id: "budgets", icon: "wallet", View: Budgets },
  { id: "usage", icon: "coin", View: Usage },
  { id: "webhooks", icon: "send", View: Webhooks },
  { id: "server", icon: "shield", View: Server },
  { id: "appearance", icon: "theme", View: Appearance },
];

/** What can be set on the server and in this browser, by section. */
export default function Settings({ parameters }: ViewProps) {
  const chosen = parameters["section"] ?? "providers";
  const section = SECTIONS.find(({ id }) => id === chosen);
  const title = section === undefined ? texts.settings.title : texts.settings.sections[section.id];
  useTitle(title);
  useEffect(() => {
    document.querySelector(".settings-tabs [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [chosen]);
  return (
    <>
      <ContextColumn label={texts.settings.title}>
        <p className="settings-head">{texts.settings.title}</p>
        <Sections current={chosen} className="settings-list" />
      </ContextColumn>
      <div className="settings-tabs">
        <Sections current={chosen} className="segments" />
      </div>
      {section === undefined ? (
        <>
          <SectionHead title={title} />
          <EmptyState>{texts.settings.unknown}</EmptyState>
        </>
      ) : (
        <section.View key={section.id} />
      )}
    </>
  );
}

function Sections({ current, className }: { current: string; className: string }) {
  return (
    <nav className={className} aria-label={texts.settings.navigation}>
      {SECTIONS.map(({ id, icon }) => (
        <Link key={id} href={path("settings", { section: id })} aria-current={id === current ? "page" : undefined}>
          <Icon name={icon} />
          {texts.settings.sections[id]}
        </Link>
      ))}
    </nav>
  );
}

function SectionHead({ title }: { title: string }) {
  return (
    <div className="top">
      <div className="grow">
        <h1>{title}</h1>
      </div>
    </div>
  );
}
