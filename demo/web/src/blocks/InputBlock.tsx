import { useId, type MouseEvent } from "react";
import { useText } from "../i18n";
import type { Block } from "../types";
import { Element } from "./Element";
import { useForm } from "./form";
import { Text } from "./Rich";

// InputBlock is a labelled element of a form with its hint and, after a refused submission, what was wrong.
export function InputBlock({ block, id }: { block: Block; id: string }) {
  const { t } = useText();
  const { errors } = useForm();
  const base = useId();
  const error = errors[id];
  const notes = [error && `${base}-error`, block.hint && `${base}-hint`].filter(Boolean).join(" ");
  return (
    <div className={error ? "input has-error" : "input"} data-input={id}>
      <div className="input-label" id={`${base}-label`} onClick={focusField}>
        <Text text={block.label} />
        {block.optional && <span className="optional">{t("optional")}</span>}
      </div>
      <Element element={block.element} block={id} quiet={!block.dispatch_action} labelledBy={`${base}-label`} describedBy={notes || undefined} />
      {error && <p className="input-error" id={`${base}-error`} role="alert">{error}</p>}
      {block.hint && <div className="input-hint" id={`${base}-hint`}><Text text={block.hint} /></div>}
    </div>
  );
}

// focusField gives the label the click that a native one would have.
function focusField(e: MouseEvent<HTMLElement>) {
  e.currentTarget.parentElement?.querySelector<HTMLElement>("input, textarea, select, button")?.focus();
}
