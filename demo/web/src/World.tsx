import { useState } from "react";
import { local, useText } from "./i18n";
import type { TextKey } from "./texts";
import type { Control } from "./types";
import { useWorkspace } from "./workspace";

const groups = ["alerts", "hosting", "slack", "helpdesk", "time"];
const marks: Record<string, string> = { alerts: "🔔", hosting: "🖥", slack: "💬", helpdesk: "🎫", time: "⏱" };

// World is the panel where one breaks the demo's world and repairs it.
export function World({ close }: { close: () => void }) {
  const { t } = useText();
  const { state } = useWorkspace();
  const actions = state?.actions ?? [];
  const others = [...new Set(actions.map((a) => a.group))].filter((g) => !groups.includes(g));
  return (
    <aside className="panel world" aria-label={t("world")} data-testid="world-panel">
      <header>
        <h2>{t("world")}</h2>
        <button type="button" className="icon-button" aria-label={t("close")} onClick={close}>✕</button>
      </header>
      <div className="panel-scroll">
        <p className="panel-intro">{actions.length ? t("world_intro") : t("world_empty")}</p>
        {[...groups, ...others].map((group) => (
          <Group key={group} group={group} controls={actions.filter((a) => a.group === group)} />
        ))}
      </div>
    </aside>
  );
}

function Group({ group, controls }: { group: string; controls: Control[] }) {
  const { t } = useText();
  if (controls.length === 0) return null;
  return (
    <section className="control-group">
      <h3><span aria-hidden="true">{marks[group] ?? "•"}</span> {marks[group] ? t(`group_${group}` as TextKey) : group}</h3>
      {controls.map((control) => <OneControl key={control.id} control={control} />)}
    </section>
  );
}

function OneControl({ control }: { control: Control }) {
  const { t, lang } = useText();
  const workspace = useWorkspace();
  const [busy, setBusy] = useState(false);
  const note = local(control.note, lang);
  const press = async () => {
    if (busy) return;
    setBusy(true);
    await workspace.control(control.id, control.kind === "toggle" ? !control.on : undefined);
    setBusy(false);
  };
  const toggle = control.kind === "toggle";
  return (
    <button
      type="button"
      className={`control control-${control.kind}${control.on ? " on" : ""}${busy ? " busy" : ""}`}
      data-testid={`control-${control.id}`}
      role={toggle ? "switch" : undefined}
      aria-checked={toggle ? !!control.on : undefined}
      aria-busy={busy}
      onClick={() => void press()}
    >
      <span className="control-text">
        <span className="control-label">{local(control.label, lang)}</span>
        {note && <small>{note}</small>}
      </span>
      {toggle ? <span className="switch" title={control.on ? t("on") : t("off")} aria-hidden="true" /> : <span className="control-go" aria-hidden="true">›</span>}
    </button>
  );
}
