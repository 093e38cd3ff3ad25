import { useState } from "react";
import { useText } from "../i18n";
import { safeLink } from "../rich";
import type { Option } from "../types";
import { useConfirm } from "./Confirm";
import type { ElementProps } from "./Element";
import { useForm } from "./form";
import { arrows, usePopup } from "./popup";
import { Text } from "./Rich";

// Overflow is the "…" menu of an element.
export function Overflow({ element, block }: ElementProps) {
  const { t } = useText();
  const form = useForm();
  const popup = usePopup();
  const { ask, dialog } = useConfirm(element.confirm);
  const [busy, setBusy] = useState(false);
  const pick = async (option: Option) => {
    popup.setOpen(false);
    if (!(await ask())) return;
    if (option.url && safeLink(option.url)) window.open(option.url, "_blank", "noopener,noreferrer");
    setBusy(true);
    await form.act(block, element, { type: "overflow", selected_option: option });
    setBusy(false);
  };
  return (
    <div className="popup-anchor" ref={popup.ref}>
      <button
        type="button"
        className={busy ? "btn btn-more busy" : "btn btn-more"}
        data-action-id={element.action_id}
        data-block-id={block}
        aria-haspopup="menu"
        aria-expanded={popup.open}
        aria-label={t("more")}
        aria-busy={busy}
        onClick={() => popup.setOpen(!popup.open)}
      >
        <span aria-hidden="true">⋯</span>
      </button>
      {popup.open && (
        <div className="popup menu" role="menu" onKeyDown={arrows}>
          {(element.options ?? []).map((option: Option, i: number) => (
            <button key={i} type="button" role="menuitem" autoFocus={i === 0} data-value={option.value} onClick={() => void pick(option)}>
              <Text text={option.text} />
              {option.description && <small><Text text={option.description} /></small>}
            </button>
          ))}
        </div>
      )}
      {dialog}
    </div>
  );
}
