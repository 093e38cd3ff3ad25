import { createContext, useContext } from "react";
import type { Block, Held, Values } from "../types";

// What the interactive elements of one message or view share: what each holds, and how a change reaches the bot.
export type Form = {
  id: string;
  values: Values;
  errors: Record<string, string>;
  set: (block: string, action: string, held: Held) => void;
  act: (block: string, element: Block, held: Held) => Promise<boolean>;
};

export const FormContext = createContext<Form | undefined>(undefined);

export function useForm(): Form {
  const form = useContext(FormContext);
  if (!form) throw new Error("an element is drawn outside a form");
  return form;
}

// blockId is the block's own id or, where the bot gave none, its rank.
export function blockId(block: Block, index: number): string {
  return block.block_id || `block-${index}`;
}

// initialValues holds what the elements start with, over what the person had already entered in the same blocks.
export function initialValues(blocks: Block[], before: Values = {}): Values {
  const values: Values = {};
  blocks.forEach((block, index) => {
    const id = blockId(block, index);
    for (const element of elementsOf(block)) {
      if (!element.action_id) continue;
      const held = before[id]?.[element.action_id] ?? initialOf(element);
      if (held) values[id] = { ...values[id], [element.action_id]: held };
    }
  });
  return values;
}

export function elementsOf(block: Block): Block[] {
  if (block.type === "input") return block.element ? [block.element] : [];
  if (block.type === "section") return block.accessory ? [block.accessory] : [];
  if (block.type === "actions" || block.type === "context_actions") return block.elements ?? [];
  return [];
}

function initialOf(element: Block): Held | undefined {
  const { type } = element;
  const [key, from] = heldKeys[type] ?? [];
  if (!key || !from) return undefined;
  const first = element[from];
  if (key === "value") return { type, value: first === undefined ? null : String(first) };
  if (key.endsWith("s") && key.startsWith("selected_")) return { type, [key]: first ?? [] };
  return { type, [key]: first ?? null };
}

// heldKeys tells under which name each element keeps its value, and under which it is given its first one.
export const heldKeys: Record<string, [string, string]> = {
  plain_text_input: ["value", "initial_value"],
  email_text_input: ["value", "initial_value"],
  url_text_input: ["value", "initial_value"],
  number_input: ["value", "initial_value"],
  static_select: ["selected_option", "initial_option"],
  external_select: ["selected_option", "initial_option"],
  users_select: ["selected_user", "initial_user"],
  channels_select: ["selected_channel", "initial_channel"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  multi_static_select: ["selected_options", "initial_options"],
  multi_external_select: ["selected_options", "initial_options"],
  multi_users_select: ["selected_users", "initial_users"],
  multi_channels_select: ["selected_channels", "initial_channels"],
  multi_conversations_select: ["selected_conversations", "initial_conversations"],
  radio_buttons: ["selected_option", "initial_option"],
  checkboxes: ["selected_options", "initial_options"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
};
