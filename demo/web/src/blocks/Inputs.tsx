import { useRef, type ChangeEvent, type KeyboardEvent } from "react";
import { useText } from "../i18n";
import type { ElementProps } from "./Element";
import { useConfirm } from "./Confirm";
import { heldKeys, useForm } from "./form";

const kinds: Record<string, { type: string; inputMode: "text" | "email" | "url" | "decimal" | "numeric" }> = {
  plain_text_input: { type: "text", inputMode: "text" },
  email_text_input: { type: "email", inputMode: "email" },
  url_text_input: { type: "url", inputMode: "url" },
};

// TextInput takes text, an e-mail, an address or a number. Where it dispatches, it does so on Enter or at each
// character, as the element asks.
export function TextInput({ element, block, quiet, labelledBy, describedBy }: ElementProps) {
  const form = useForm();
  const wait = useRef<ReturnType<typeof setTimeout>>(undefined);
  const value: string = form.values[block]?.[element.action_id]?.value ?? "";
  const triggers: string[] = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const kind = kinds[element.type] ?? { type: "text", inputMode: element.is_decimal_allowed ? "decimal" : "numeric" };
  const send = (text: string) => void form.act(block, element, { type: element.type, value: text });
  const change = (e: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => {
    const text = e.target.value;
    form.set(block, element.action_id, { type: element.type, value: text === "" ? null : text });
    if (quiet || !triggers.includes("on_character_entered")) return;
    clearTimeout(wait.current);
    wait.current = setTimeout(() => send(text), 300);
  };
  const key = (e: KeyboardEvent) => {
    if (e.key !== "Enter" || quiet || element.multiline || !triggers.includes("on_enter_pressed")) return;
    e.preventDefault();
    send(value);
  };
  const common = {
    className: "field",
    "data-action-id": element.action_id,
    "data-block-id": block,
    "aria-labelledby": labelledBy,
    "aria-describedby": describedBy,
    placeholder: element.placeholder?.text,
    maxLength: element.max_length,
    "data-focus-first": element.focus_on_load || undefined,
    value,
    onChange: change,
    onKeyDown: key,
  };
  if (element.multiline) return <textarea rows={4} {...common} />;
  return <input type={kind.type} inputMode={kind.inputMode} autoComplete="off" {...common} />;
}

const dateKinds: Record<string, string> = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" };

// DateInput takes a day, an hour or both with the browser's own picker.
export function DateInput({ element, block, quiet, labelledBy, describedBy }: ElementProps) {
  const form = useForm();
  const { t } = useText();
  const { ask, dialog } = useConfirm(element.confirm);
  const [key] = heldKeys[element.type] ?? ["selected_date"];
  const held = form.values[block]?.[element.action_id]?.[key] ?? null;
  const both = element.type === "datetimepicker";
  const change = async (text: string) => {
    if (!quiet && !(await ask())) return;
    const next = { type: element.type, [key]: text === "" ? null : both ? Math.floor(new Date(text).getTime() / 1000) : text };
    form.set(block, element.action_id, next);
    if (!quiet) await form.act(block, element, next);
  };
  return (
    <>
      <input
        type={dateKinds[element.type]}
        className="field field-date"
        data-action-id={element.action_id}
        data-block-id={block}
        aria-label={labelledBy ? undefined : element.placeholder?.text || t("choose")}
        aria-labelledby={labelledBy}
        aria-describedby={describedBy}
        value={both && held ? localMinute(held) : held ?? ""}
        onChange={(e) => void change(e.target.value)}
      />
      {dialog}
    </>
  );
}

function localMinute(seconds: number): string {
  const date = new Date(seconds * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
