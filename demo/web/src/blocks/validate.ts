import type { Translate } from "../i18n";
import type { Block, Held, Values } from "../types";
import { blockId, heldKeys } from "./form";

// validate finds what Slack itself would refuse before it sends a form to the bot: one message per block.
export function validate(blocks: Block[], values: Values, t: Translate): Record<string, string> {
  const errors: Record<string, string> = {};
  blocks.forEach((block, index) => {
    if (block.type !== "input" || !block.element?.action_id) return;
    const id = blockId(block, index);
    const error = wrong(block, values[id]?.[block.element.action_id], t);
    if (error) errors[id] = error;
  });
  return errors;
}

function wrong(block: Block, held: Held | undefined, t: Translate): string | undefined {
  const { element } = block;
  const [key] = heldKeys[element.type] ?? [];
  if (!key) return undefined;
  const value = held?.[key];
  const empty = value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
  if (empty) return block.optional ? undefined : t("required");
  return key === "value" ? wrongText(element, String(value), t) : undefined;
}

function wrongText(element: Block, text: string, t: Translate): string | undefined {
  const { min_length: shortest, max_length: longest, min_value: least, max_value: most } = element;
  if (shortest && text.length < shortest) return t("too_short", { n: shortest });
  if (longest && text.length > longest) return t("too_long", { n: longest });
  if (element.type === "email_text_input" && !/^\S+@\S+\.\S+$/.test(text)) return t("not_email");
  if (element.type === "url_text_input" && !URL.canParse(text)) return t("not_url");
  if (element.type !== "number_input") return undefined;
  const pattern = element.is_decimal_allowed ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/;
  if (!pattern.test(text)) return t("not_number");
  if (least !== undefined && Number(text) < Number(least)) return t("too_small", { n: least });
  if (most !== undefined && Number(text) > Number(most)) return t("too_big", { n: most });
  return undefined;
}
