import { useId } from "react";
import type { Option } from "../types";
import { useConfirm } from "./Confirm";
import type { ElementProps } from "./Element";
import { useForm } from "./form";
import { Text } from "./Rich";

// Radios is one choice among buttons.
export function Radios({ element, block, quiet, labelledBy, describedBy }: ElementProps) {
  const form = useForm();
  const name = useId();
  const { ask, dialog } = useConfirm(element.confirm);
  const chosen: Option | null = form.values[block]?.[element.action_id]?.selected_option ?? null;
  const pick = async (option: Option) => {
    if (!quiet && !(await ask())) return;
    const held = { type: "radio_buttons", selected_option: option };
    form.set(block, element.action_id, held);
    if (!quiet) await form.act(block, element, held);
  };
  return (
    <div className="choices" role="radiogroup" data-action-id={element.action_id} aria-labelledby={labelledBy} aria-describedby={describedBy}>
      {(element.options ?? []).map((option: Option) => (
        <OneChoice key={option.value} kind="radio" name={name} option={option} on={chosen?.value === option.value} pick={() => void pick(option)} />
      ))}
      {dialog}
    </div>
  );
}

// Checks is any number of ticked boxes.
export function Checks({ element, block, quiet, labelledBy, describedBy }: ElementProps) {
  const form = useForm();
  const name = useId();
  const { ask, dialog } = useConfirm(element.confirm);
  const chosen: Option[] = form.values[block]?.[element.action_id]?.selected_options ?? [];
  const pick = async (option: Option) => {
    if (!quiet && !(await ask())) return;
    const rest = chosen.filter((o) => o.value !== option.value);
    const held = { type: "checkboxes", selected_options: rest.length < chosen.length ? rest : [...chosen, option] };
    form.set(block, element.action_id, held);
    if (!quiet) await form.act(block, element, held);
  };
  return (
    <div className="choices" role="group" data-action-id={element.action_id} aria-labelledby={labelledBy} aria-describedby={describedBy}>
      {(element.options ?? []).map((option: Option) => (
        <OneChoice key={option.value} kind="checkbox" name={name} option={option} on={chosen.some((o) => o.value === option.value)} pick={() => void pick(option)} />
      ))}
      {dialog}
    </div>
  );
}

type OneProps = { kind: "radio" | "checkbox"; name: string; option: Option; on: boolean; pick: () => void };

function OneChoice({ kind, name, option, on, pick }: OneProps) {
  return (
    <label className="tick">
      <input type={kind} name={name} checked={on} data-value={option.value} onChange={pick} />
      <span>
        <Text text={option.text} />
        {option.description && <small><Text text={option.description} /></small>}
      </span>
    </label>
  );
}
