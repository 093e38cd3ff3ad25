import { useState } from "react";
import { withEmoji } from "../emoji";
import { useText } from "../i18n";
import type { Block, Held, Option } from "../types";
import { useWorkspace, type Workspace } from "../workspace";
import { useConfirm } from "./Confirm";
import type { ElementProps } from "./Element";
import { heldKeys, useForm } from "./form";

export type Choice = { value: string; label: string; description?: string; held: unknown };
export type ChoiceGroup = { label?: string; choices: Choice[] };

// choicesOf lists what a select offers: its options, or the people or channels of the workspace.
export function choicesOf(element: Block, workspace: Workspace): ChoiceGroup[] {
  const kind = element.type.replace(/^multi_/, "");
  const { users = [], channels = [] } = workspace.state ?? {};
  const people = users.filter((u) => !u.is_bot).map((u) => ({ value: u.id, label: u.real_name || u.name, held: u.id }));
  const rooms = channels.filter((c) => !c.is_im).map((c) => ({ value: c.id, label: `#${c.name}`, held: c.id }));
  if (kind === "users_select") return [{ choices: people }];
  if (kind === "channels_select" || kind === "conversations_select") return [{ choices: rooms }];
  if (element.option_groups)
    return element.option_groups.map((g: any) => ({ label: withEmoji(g.label?.text ?? ""), choices: (g.options ?? []).map(choice) }));
  return [{ choices: (element.options ?? []).map(choice) }];
}

function choice(option: Option): Choice {
  const description = option.description?.text;
  return { value: option.value ?? "", label: withEmoji(option.text.text), description: description && withEmoji(description), held: option };
}

export function chosenValue(held: unknown): string {
  return typeof held === "string" ? held : (held as Option | null)?.value ?? "";
}

// Select is a native select: the phone shows its own picker, and the keyboard works as everywhere.
export function Select({ element, block, quiet, labelledBy, describedBy }: ElementProps) {
  const form = useForm();
  const workspace = useWorkspace();
  const { t } = useText();
  const { ask, dialog } = useConfirm(element.confirm);
  const [busy, setBusy] = useState(false);
  const [key] = heldKeys[element.type] ?? ["selected_option"];
  const groups = choicesOf(element, workspace);
  const value = chosenValue(form.values[block]?.[element.action_id]?.[key]);
  const placeholder = element.placeholder?.text ? withEmoji(element.placeholder.text) : t("choose");
  const pick = async (wanted: string) => {
    const found = groups.flatMap((g) => g.choices).find((c) => c.value === wanted);
    const held: Held = { type: element.type, [key]: found?.held ?? null };
    if (!quiet && !(await ask())) return;
    form.set(block, element.action_id, held);
    if (quiet) return;
    setBusy(true);
    await form.act(block, element, held);
    setBusy(false);
  };
  return (
    <>
      <select
        className={value ? "field select" : "field select unset"}
        data-action-id={element.action_id}
        data-block-id={block}
        aria-label={labelledBy ? undefined : placeholder}
        aria-labelledby={labelledBy}
        aria-describedby={describedBy}
        aria-busy={busy}
        data-focus-first={element.focus_on_load || undefined}
        value={value}
        onChange={(e) => void pick(e.target.value)}
      >
        <option value="">{placeholder}</option>
        {groups.map((group, i) => (group.label ? <optgroup key={i} label={group.label}>{options(group)}</optgroup> : options(group)))}
      </select>
      {dialog}
    </>
  );
}

function options(group: ChoiceGroup) {
  return group.choices.map((c) => (
    <option key={c.value} value={c.value}>{c.description ? `${c.label} (${c.description})` : c.label}</option>
  ));
}
