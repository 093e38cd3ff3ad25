import { local } from "./i18n";
import type { Lang, State } from "./types";

export type Suggestion = { key: string; title: string; detail?: string; hint?: string; insert: string };
export type Suggestions = { from: number; kind: "commands" | "people" | "channels"; list: Suggestion[] };

const most = 8;

// suggest offers what could complete the text before the caret: a command, a person or a channel.
export function suggest(before: string, state: State | undefined, lang: Lang): Suggestions | undefined {
  if (!state) return undefined;
  if (/^\/[\w-]*$/.test(before)) return { from: 0, kind: "commands", list: commands(before, state, lang) };
  const person = before.match(/(?:^|[\s(])@([\p{L}\p{N}._-]*(?: [\p{L}-]*)?)$/u);
  if (person) return { from: before.length - (person[1]?.length ?? 0) - 1, kind: "people", list: people(person[1] ?? "", state, lang) };
  const room = before.match(/(?:^|[\s(])#([\p{L}\p{N}_-]*)$/u);
  if (room) return { from: before.length - (room[1]?.length ?? 0) - 1, kind: "channels", list: rooms(room[1] ?? "", state) };
  return undefined;
}

// usageOf is the hint of the command that a text begins with.
export function usageOf(text: string, state: State | undefined): string | undefined {
  const command = text.match(/^(\/[\w-]+)\s/)?.[1];
  return command ? state?.commands.find((c) => c.command === command)?.usage_hint : undefined;
}

function commands(before: string, state: State, lang: Lang): Suggestion[] {
  return state.commands
    .filter((c) => c.command.startsWith(before.toLowerCase()))
    .slice(0, most)
    .map((c) => ({ key: c.command, title: c.command, hint: c.usage_hint, detail: local(c.description, lang), insert: `${c.command} ` }));
}

function people(typed: string, state: State, lang: Lang): Suggestion[] {
  const wanted = bare(typed);
  return state.users
    .filter((u) => bare(u.name).startsWith(wanted) || bare(u.real_name).startsWith(wanted) || bare(u.real_name).includes(` ${wanted}`))
    .filter((u) => bare(u.real_name) !== wanted.trimEnd() || !typed.includes(" "))
    .slice(0, most)
    .map((u) => ({ key: u.id, title: u.real_name || u.name, detail: local(u.title, lang), insert: `@${u.real_name || u.name} ` }));
}

function rooms(typed: string, state: State): Suggestion[] {
  return state.channels
    .filter((c) => !c.is_im && c.name.startsWith(typed.toLowerCase()))
    .slice(0, most)
    .map((c) => ({ key: c.id, title: `#${c.name}`, detail: c.topic, insert: `#${c.name} ` }));
}

function bare(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
