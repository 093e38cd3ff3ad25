import type { Channel, User } from "./types";

// toWire puts the ids of the people and channels that a text names; the server escapes the rest. A slash command gets
// the name beside the id, as Slack gives it to apps that ask for escaped text.
export function toWire(typed: string, users: User[], channels: Channel[]): string {
  const command = typed.startsWith("/");
  const names: [string, string][] = [];
  for (const user of users) {
    const id = command ? `<@${user.id}|${user.name}>` : `<@${user.id}>`;
    for (const name of [user.real_name, user.name]) if (name) names.push([`@${name}`, id]);
  }
  for (const c of channels) if (!c.is_im) names.push([`#${c.name}`, `<#${c.id}|${c.name}>`]);
  for (const range of ["here", "channel", "everyone"]) names.push([`@${range}`, `<!${range}>`]);
  names.sort((a, b) => b[0].length - a[0].length);
  return typed.replace(pattern(names), (_, before, name) => before + idOf(name, names));
}

function pattern(names: [string, string][]): RegExp {
  const any = names.map(([name]) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  return new RegExp(`(^|[\\s(«"'])(${any})(?![\\p{L}\\p{N}_-])`, "giu");
}

function idOf(found: string, names: [string, string][]): string {
  const lower = found.toLowerCase();
  return names.find(([name]) => name.toLowerCase() === lower)?.[1] ?? found;
}
