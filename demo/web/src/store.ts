import type { Channel, Event, Message, State, View } from "./types";

export type Toast = { id: number; text: string };
export type Phase = "loading" | "live" | "lost" | "unreachable";

export type Store = {
  phase: Phase;
  state?: State;
  messages: Record<string, Message[]>;
  loaded: Record<string, true>;
  views: View[];
  home?: View;
  unread: Record<string, number>;
  toasts: Toast[];
};

export const emptyStore: Store = { phase: "loading", messages: {}, loaded: {}, views: [], unread: {}, toasts: [] };

export type Change =
  | { do: "phase"; phase: Phase }
  | { do: "state"; state: State }
  // asked is when a whole list was asked for, in ms since 1970; a thread's list, without it, only adds.
  | { do: "messages"; channel: string; messages: Message[]; asked?: number }
  | { do: "home"; view?: View }
  | { do: "read"; channel: string }
  | { do: "toast"; id: number; text: string }
  | { do: "untoast"; id: number }
  | { do: "forget"; channel: string; ts: string }
  | { do: "close"; view_id: string }
  | { do: "event"; event: Event; me: string; open: string; at: number };

export function reduce(store: Store, change: Change): Store {
  switch (change.do) {
    case "phase":
      return { ...store, phase: change.phase };
    case "state":
      return { ...store, phase: "live", state: normal(change.state), unread: unreadOf(change.state, store.unread) };
    case "messages":
      return withMessages(store, change.channel, change.messages, change.asked);
    case "home":
      return { ...store, home: change.view };
    case "read":
      return store.unread[change.channel] ? { ...store, unread: { ...store.unread, [change.channel]: 0 } } : store;
    case "toast":
      return { ...store, toasts: [...store.toasts.slice(-3), { id: change.id, text: change.text }] };
    case "untoast":
      return { ...store, toasts: store.toasts.filter((t) => t.id !== change.id) };
    case "forget":
      return forget(store, change.channel, change.ts);
    case "close":
      return { ...store, views: store.views.filter((v) => v.id !== change.view_id) };
    case "event":
      return happen(store, change.event, change);
  }
}

type Seen = { me: string; open: string; at: number };

function happen(store: Store, event: Event, seen: Seen): Store {
  switch (event.type) {
    case "message":
      return arrived(store, event.message, seen);
    case "update":
      return withMessages(store, event.message.channel, [{ ...event.message, heard: seen.at }]);
    case "delete":
      return forget(store, event.channel, event.ts);
    case "channel":
      return store.state ? { ...store, state: withChannel(store.state, event.channel) } : store;
    case "view":
      return { ...store, views: withView(store.views, event.view) };
    case "view_closed":
      return { ...store, views: store.views.filter((v) => v.id !== event.view_id) };
    case "home":
      return { ...store, home: event.view };
    case "controls":
      return store.state ? { ...store, state: { ...store.state, actions: event.actions ?? [] } } : store;
    default:
      return store;
  }
}

// normal fills the lists that the server may leave out.
function normal(state: State): State {
  return {
    ...state,
    users: state.users ?? [],
    channels: state.channels ?? [],
    commands: state.commands ?? [],
    shortcuts: state.shortcuts ?? [],
    actions: state.actions ?? [],
  };
}

function unreadOf(state: State, before: Record<string, number>): Record<string, number> {
  const unread = { ...before };
  for (const channel of state.channels ?? []) if (channel.unread !== undefined) unread[channel.id] = channel.unread;
  return unread;
}

function arrived(store: Store, message: Message, { me, open, at }: Seen): Store {
  const next = withMessages(store, message.channel, [{ ...message, heard: at }]);
  const inThread = message.thread_ts && message.thread_ts !== message.ts;
  if (message.user === me || message.channel === open || inThread) return next;
  return { ...next, unread: { ...next.unread, [message.channel]: (next.unread[message.channel] ?? 0) + 1 } };
}

// withMessages adds messages to a channel's. A whole list replaces what was known, save what was heard of after it was
// asked for.
function withMessages(store: Store, channel: string, added: Message[], asked?: number): Store {
  const old = store.messages[channel] ?? [];
  const known = new Map<string, Message>();
  if (asked === undefined) for (const message of old) known.set(message.ts, message);
  for (const message of added) known.set(message.ts, message);
  if (asked !== undefined) for (const message of old) if ((message.heard ?? 0) >= asked) known.set(message.ts, message);
  const list = [...known.values()].sort((a, b) => Number(a.ts) - Number(b.ts));
  const loaded = asked === undefined ? store.loaded : { ...store.loaded, [channel]: true as const };
  return { ...store, messages: { ...store.messages, [channel]: list }, loaded };
}

function forget(store: Store, channel: string, ts: string): Store {
  const list = (store.messages[channel] ?? []).filter((m) => m.ts !== ts);
  return { ...store, messages: { ...store.messages, [channel]: list } };
}

function withChannel(state: State, channel: Channel): State {
  if (!state.channels.some((c) => c.id === channel.id)) return { ...state, channels: [...state.channels, channel] };
  return { ...state, channels: state.channels.map((c) => (c.id === channel.id ? { ...c, ...channel } : c)) };
}

function withView(views: View[], view: View): View[] {
  return views.some((v) => v.id === view.id) ? views.map((v) => (v.id === view.id ? view : v)) : [...views, view];
}
