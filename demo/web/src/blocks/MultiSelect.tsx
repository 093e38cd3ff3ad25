import { useState } from "react";
import { withEmoji } from "../emoji";
import { useText } from "../i18n";
import type { Held } from "../types";
import { useWorkspace } from "../workspace";
import { useConfirm } from "./Confirm";
import type { ElementProps } from "./Element";
import { heldKeys, useForm } from "./form";
import { arrows, usePopup } from "./popup";
import { choicesOf, chosenValue, type ChoiceGroup } from "./Select";

const filterFrom = 9;

// MultiSelect ticks several choices in a list that opens; the bot hears once, when the list closes.
export function MultiSelect({ element, block, quiet, labelledBy, describedBy }: ElementProps) {
  const form = useForm();
  const { t } = useText();
  const [key] = heldKeys[element.type] ?? ["selected_options"];
  const held: unknown[] = form.values[block]?.[element.action_id]?.[key] ?? [];
  const groups = choicesOf(element, useWorkspace());
  const { ask, dialog } = useConfirm(element.confirm);
  const [before, setBefore] = useState<string | undefined>();
  const finish = async () => {
    const now: Held = { type: element.type, [key]: held };
    if (quiet || before === JSON.stringify(held) || !(await ask())) return;
    await form.act(block, element, now);
  };
  const popup = usePopup(finish);
  const chosen = held.map(chosenValue);
  const labels = groups.flatMap((g) => g.choices).filter((c) => chosen.includes(c.value)).map((c) => c.label);
  const toggle = (value: string) => {
    const all = groups.flatMap((g) => g.choices);
    const wanted = chosen.includes(value) ? chosen.filter((v) => v !== value) : [...chosen, value];
    const next = all.filter((c) => wanted.includes(c.value)).map((c) => c.held);
    form.set(block, element.action_id, { type: element.type, [key]: next });
  };
  const openOrClose = () => {
    if (popup.open) void finish();
    else setBefore(JSON.stringify(held));
    popup.setOpen(!popup.open);
  };
  const placeholder = element.placeholder?.text ? withEmoji(element.placeholder.text) : t("choose_several");
  return (
    <div className="popup-anchor multi" ref={popup.ref}>
      <button
        type="button"
        className={labels.length ? "field select" : "field select unset"}
        data-action-id={element.action_id}
        data-block-id={block}
        aria-expanded={popup.open}
        aria-haspopup="true"
        aria-label={labelledBy ? undefined : placeholder}
        aria-describedby={describedBy}
        onClick={openOrClose}
      >
        {labels.length ? labels.join(", ") : placeholder}
      </button>
      {popup.open && <Ticks groups={groups} chosen={chosen} toggle={toggle} most={element.max_selected_items} />}
      {dialog}
    </div>
  );
}

type TicksProps = { groups: ChoiceGroup[]; chosen: string[]; toggle: (value: string) => void; most?: number };

function Ticks({ groups, chosen, toggle, most }: TicksProps) {
  const { t } = useText();
  const [filter, setFilter] = useState("");
  const count = groups.reduce((n, g) => n + g.choices.length, 0);
  const full = most !== undefined && chosen.length >= most;
  const seen = (label: string) => label.toLowerCase().includes(filter.toLowerCase());
  return (
    <div className="popup ticks" role="group" onKeyDown={arrows}>
      {count >= filterFrom && (
        <input className="field" placeholder={t("filter")} aria-label={t("filter")} value={filter} onChange={(e) => setFilter(e.target.value)} />
      )}
      {groups.map((group, i) => (
        <fieldset key={i}>
          {group.label && <legend>{group.label}</legend>}
          {group.choices.filter((c) => seen(c.label)).map((c) => (
            <label key={c.value} className="tick">
              <input
                type="checkbox"
                data-value={c.value}
                checked={chosen.includes(c.value)}
                disabled={full && !chosen.includes(c.value)}
                onChange={() => toggle(c.value)}
              />
              <span>{c.label}{c.description && <small>{c.description}</small>}</span>
            </label>
          ))}
        </fieldset>
      ))}
    </div>
  );
}
