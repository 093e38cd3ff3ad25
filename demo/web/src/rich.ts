// Slack's mrkdwn read into rich_text elements, as Slack itself does before it draws a message. The renderer's own
// mrkdwn reader is a Markdown one: it drops what looks like HTML, tables or headings, and no text may be lost here.

export type Style = { bold?: true; italic?: true; strike?: true; code?: true };
export type Inline = { type: string; style?: Style; [key: string]: any };
export type RichElement = { type: string; elements: Inline[] };

export type Reader = { date: (seconds: number, format: string) => string };

export function decode(text: string): string {
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

export function encode(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

// safeLink tells whether an address may become a link: anything that could run code stays text.
export function safeLink(url: string): boolean {
  return /^(https?:\/\/|mailto:|tel:)/i.test(url);
}

export function readMrkdwn(text: string, reader: Reader): RichElement[] {
  const out: RichElement[] = [];
  for (const [i, part] of text.replace(/\r\n?/g, "\n").split(/```([\s\S]*?)```/).entries()) {
    if (i % 2 === 1) {
      out.push({ type: "rich_text_preformatted", elements: [plain(part.replace(/^\n|\n$/g, ""))] });
      continue;
    }
    out.push(...readLines(part, reader));
  }
  return out.length ? out : [{ type: "rich_text_section", elements: [{ type: "text", text: "" }] }];
}

export function readPlain(text: string): RichElement[] {
  return [{ type: "rich_text_section", elements: emojis(decode(text), {}) }];
}

// readLines groups the lines into quotes and sections.
function readLines(text: string, reader: Reader): RichElement[] {
  const out: RichElement[] = [];
  if (!text) return out;
  let group: string[] = [];
  let quoted = false;
  const flush = () => {
    const joined = group.join("\n");
    if (quoted || joined.trim()) {
      const type = quoted ? "rich_text_quote" : "rich_text_section";
      out.push({ type, elements: readInline(quoted ? joined : trimNewlines(joined), reader) });
    }
    group = [];
  };
  for (const line of text.split("\n")) {
    const mark = line.match(/^(?:&gt;|>)(?!&gt;|>) ?/);
    if (!!mark !== quoted) {
      flush();
      quoted = !!mark;
    }
    group.push(mark ? line.slice(mark[0].length) : line);
  }
  flush();
  return out;
}

function trimNewlines(text: string): string {
  return text.replace(/^\n+|\n+$/g, "");
}

const tokens = /`([^`\n]+)`|<([^<>\n]+)>|https?:\/\/[^\s<>|]+|([*_~])/g;

function readInline(text: string, reader: Reader, style: Style = {}): Inline[] {
  const out: Inline[] = [];
  const token = new RegExp(tokens);
  let from = 0;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const found = readToken(text, match, reader, style);
    if (!found) {
      token.lastIndex = match.index + 1;
      continue;
    }
    out.push(...emojis(decode(text.slice(from, match.index)), style), ...found.elements);
    from = found.end;
    token.lastIndex = from;
  }
  out.push(...emojis(decode(text.slice(from)), style));
  return out;
}

function readToken(text: string, match: RegExpExecArray, reader: Reader, style: Style) {
  const [whole, code, entity, mark] = match;
  const end = match.index + whole.length;
  if (code !== undefined) return { end, elements: [plain(code, { ...style, code: true })] };
  if (entity !== undefined) return { end, elements: [readEntity(entity, reader, style)] };
  if (mark) return readStyled(text, match.index, mark, reader, style);
  const url = decode(whole).replace(/[.,;:!?)\]'"*_~]+$/, "");
  const length = whole.length - (decode(whole).length - url.length);
  return { end: match.index + length, elements: [link(url, undefined, style)] };
}

const styles: Record<string, Style> = { "*": { bold: true }, _: { italic: true }, "~": { strike: true } };
const wordBefore = /[\p{L}\p{N}]$/u;
const wordAfter = /^[\p{L}\p{N}]/u;

// readStyled reads *bold*, _italic_ or ~struck~ text: the marks hug the text, stand at word edges, on one line.
function readStyled(text: string, at: number, mark: string, reader: Reader, style: Style) {
  if (wordBefore.test(text.slice(Math.max(0, at - 2), at)) || /^\s|^$/.test(text.slice(at + 1, at + 2))) return undefined;
  const line = text.indexOf("\n", at);
  const stop = line < 0 ? text.length : line;
  for (let end = text.indexOf(mark, at + 1); end > 0 && end < stop; end = text.indexOf(mark, end + 1)) {
    const inner = text.slice(at + 1, end);
    if (!inner.trim() || inner.startsWith(mark) || /\s$/.test(inner) || wordAfter.test(text.slice(end + 1, end + 3)) || insideToken(inner)) continue;
    return { end: end + 1, elements: readInline(inner, reader, { ...style, ...styles[mark] }) };
  }
  return undefined;
}

// insideToken tells whether a text ends within <…> or `…`, where a mark is not one.
function insideToken(text: string): boolean {
  return text.lastIndexOf("<") > text.lastIndexOf(">") || (text.match(/`/g)?.length ?? 0) % 2 === 1;
}

function readEntity(entity: string, reader: Reader, style: Style): Inline {
  const [head, label] = split(entity, "|");
  if (/^@[UW][A-Z0-9]+$/.test(head)) return { type: "user", user_id: head.slice(1), style };
  if (/^#[CDG][A-Z0-9]+$/.test(head)) return { type: "channel", channel_id: head.slice(1), style };
  if (/^!subteam\^[A-Z0-9]+$/.test(head)) return { type: "usergroup", usergroup_id: head.slice(9) + (label ? `|${decode(label)}` : ""), style };
  if (/^!(here|channel|everyone)$/.test(head)) return { type: "broadcast", range: head.slice(1), style };
  if (head.startsWith("!date^")) return readDate(head, label, reader, style);
  const url = decode(head);
  if (safeLink(url)) return link(url, label === undefined ? undefined : decode(label), style);
  return plain(head.startsWith("!") && label ? label : `<${entity}>`, style);
}

function readDate(head: string, label: string | undefined, reader: Reader, style: Style): Inline {
  const [, seconds, format, url] = head.split("^");
  const at = Number(seconds);
  const text = Number.isFinite(at) && format ? reader.date(at, format) : decode(label ?? head);
  return url && safeLink(url) ? link(decode(url), text, style) : { type: "text", text, style };
}

function link(url: string, text: string | undefined, style: Style): Inline {
  return { type: "link", url, text: text || url.replace(/^(mailto|tel):/i, ""), style };
}

function plain(text: string, style: Style = {}): Inline {
  return { type: "text", text: decode(text.replace(/<((?:https?|mailto|tel):[^|>\s]+)(?:\|([^>]*))?>/g, (_, url, label) => label ?? url)), style };
}

const emoji = /:(\+1|-1|[a-z][a-z0-9_+-]*):(?::skin-tone-([2-6]):)?/g;

function emojis(text: string, style: Style): Inline[] {
  const out: Inline[] = [];
  let from = 0;
  for (const match of text.matchAll(emoji)) {
    if (match.index > from) out.push({ type: "text", text: text.slice(from, match.index), style });
    out.push({ type: "emoji", name: match[1], ...(match[2] ? { skin_tone: Number(match[2]) } : {}) });
    from = match.index + match[0].length;
  }
  if (from < text.length) out.push({ type: "text", text: text.slice(from), style });
  return out;
}

function split(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
