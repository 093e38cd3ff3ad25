import { useState, type ReactNode } from "react";
import { useText } from "../i18n";
import { safeLink } from "../rich";
import type { Block } from "../types";
import { Checks, Radios } from "./Choices";
import { useConfirm } from "./Confirm";
import { DateInput, TextInput } from "./Inputs";
import { MultiSelect } from "./MultiSelect";
import { Overflow } from "./Overflow";
import { Text } from "./Rich";
import { Select } from "./Select";
import { useForm } from "./form";

export type ElementProps = {
  element: Block;
  block: string;
  // In an input block the element only holds its value, unless the block dispatches.
  quiet?: boolean;
  labelledBy?: string;
  describedBy?: string;
};

// Element draws one interactive element.
export function Element(props: ElementProps): ReactNode {
  const { t } = useText();
  const { type } = props.element;
  if (type === "button" || type === "workflow_button" || type === "icon_button") return <Button {...props} />;
  if (type === "feedback_buttons") return <Feedback {...props} />;
  if (type === "overflow") return <Overflow {...props} />;
  if (type === "radio_buttons") return <Radios {...props} />;
  if (type === "checkboxes") return <Checks {...props} />;
  if (type.startsWith("multi_") && type.endsWith("_select") && type !== "multi_external_select") return <MultiSelect {...props} />;
  if (type.endsWith("_select") && !type.endsWith("external_select")) return <Select {...props} />;
  if (type === "datepicker" || type === "timepicker" || type === "datetimepicker") return <DateInput {...props} />;
  if (type.endsWith("_input") && type !== "file_input" && type !== "rich_text_input") return <TextInput {...props} />;
  return <p className="not-drawn">{t("not_drawn", { name: type })}</p>;
}

function Button({ element, block }: ElementProps) {
  const { act } = useForm();
  const { t } = useText();
  const [busy, setBusy] = useState(false);
  const { ask, dialog } = useConfirm(element.confirm);
  const url = safeLink(element.url ?? "") ? element.url : undefined;
  const press = async () => {
    if (busy || !(await ask())) return;
    if (url) window.open(url, "_blank", "noopener,noreferrer");
    setBusy(true);
    await act(block, element, { type: element.type, ...(element.value ? { value: element.value } : {}) });
    setBusy(false);
  };
  const look = element.style === "primary" ? " btn-primary" : element.style === "danger" ? " btn-danger" : "";
  return (
    <>
      <button
        type="button"
        className={`btn${look}${busy ? " busy" : ""}`}
        data-action-id={element.action_id}
        data-block-id={block}
        data-value={element.value}
        aria-label={element.accessibility_label || undefined}
        aria-busy={busy}
        title={busy ? t("working") : undefined}
        onClick={press}
      >
        <Text text={element.text ?? { type: "plain_text", text: element.action_id ?? "" }} />
        {url && <span aria-hidden="true">↗</span>}
      </button>
      {dialog}
    </>
  );
}

function Feedback({ element, block }: ElementProps) {
  const both = [element.positive_button, element.negative_button].filter(Boolean);
  return both.map((button: Block, i: number) => (
    <Button key={i} block={block} element={{ ...button, type: "feedback_buttons", action_id: element.action_id }} />
  ));
}
