// The words of the workspace server's API.

export type Lang = "fr" | "en";
export type Local = { fr: string; en: string };

export type User = {
  id: string;
  name: string;
  real_name: string;
  title?: Local;
  avatar?: string;
  locale: string;
  is_bot?: boolean;
  captain_note?: string | Local;
};

export type Channel = {
  id: string;
  name: string;
  topic?: string;
  is_private?: boolean;
  is_im?: boolean;
  user?: string;
  members?: string[];
  archived?: boolean;
  bookmarks?: { title: string; link: string }[];
  unread?: number;
};

export type Block = { type: string; block_id?: string; [key: string]: any };

export type Attachment = {
  color?: string;
  pretext?: string;
  title?: string;
  title_link?: string;
  text?: string;
  fallback?: string;
  fields?: { title?: string; value?: string; short?: boolean }[];
  blocks?: Block[];
  footer?: string;
};

export type Message = {
  channel: string;
  ts: string;
  thread_ts?: string;
  user?: string;
  username?: string;
  text: string;
  blocks?: Block[];
  attachments?: Attachment[];
  ephemeral?: boolean;
  to?: string;
  edited?: boolean;
  deleted?: boolean;
  reply_count?: number;
  files?: { id: string; title?: string; url: string; alt?: string }[];
  reactions?: { name: string; users: string[] }[];
  subtype?: string;
  heard?: number; // when this page heard of it as it happened, in ms since 1970
};

export type TextObject = { type: "plain_text" | "mrkdwn"; text: string };
export type Option = { text: TextObject; value?: string; description?: TextObject; url?: string };

export type View = {
  id: string;
  type: "modal" | "home";
  title?: TextObject;
  submit?: TextObject;
  close?: TextObject;
  blocks: Block[];
  callback_id?: string;
  hash?: string;
  errors?: Record<string, string>;
};

export type Group = { id: string; handle: string; name?: string };
export type Command = { command: string; description?: string | Local; usage_hint?: string };
export type Shortcut = { callback_id: string; name: string | Local; type: "global" | "message" };

export type Control = {
  id: string;
  group: string;
  label: Local;
  kind: "button" | "toggle";
  on?: boolean;
  note?: Local;
};

export type State = {
  team: string | { id?: string; name?: string };
  bot: { id: string; name: string; app_id?: string };
  users: User[];
  channels: Channel[];
  groups?: Group[];
  commands: Command[];
  shortcuts: Shortcut[];
  actions: Control[];
};

// What an element holds: its type and one of value, selected_option…, as Slack names them.
export type Held = { type: string; [key: string]: any };
export type Values = Record<string, Record<string, Held>>;

export type Answer = { ok: boolean; error?: string; errors?: Record<string, string>; channel?: string | Channel };

export type Event =
  | { type: "message" | "update"; message: Message }
  | { type: "delete"; channel: string; ts: string }
  | { type: "channel"; channel: Channel }
  | { type: "view" | "home"; view: View }
  | { type: "view_closed"; view_id: string }
  | { type: "problem"; text: string }
  | { type: "controls"; actions: Control[] }
  | { type: "ping" };
