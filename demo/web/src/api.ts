// Calls to the workspace server. Each gives up after 15 s and never throws on a refusal: it returns {ok:false, error}.
import type { Answer, Control, Held, Message, State, Values, View } from "./types";

const base = "/demo/api";
const patience = 15_000;

async function get<T>(path: string, query: Record<string, string | undefined>): Promise<T> {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value) params.set(key, value);
  const response = await fetch(`${base}${path}?${params}`, { signal: AbortSignal.timeout(patience) });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

async function post(path: string, body: object): Promise<Answer> {
  try {
    const response = await fetch(base + path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(patience),
    });
    const answer = await response.json().catch(() => ({}));
    return { ok: response.ok, ...(response.ok ? {} : { error: `${response.status}` }), ...answer };
  } catch {
    return { ok: false, error: "unreachable" };
  }
}

export type Place = { channel?: string; ts?: string; ephemeral?: boolean; view_id?: string };

export const api = {
  state: (as: string) => get<State>("/state", { as }),
  messages: (as: string, channel: string, thread?: string) =>
    get<{ messages: Message[] | null }>("/messages", { as, channel, thread }),
  home: (as: string) => get<{ view: View | null }>("/home", { as }),
  openHome: (as: string) => post("/home", { as }),
  say: (as: string, channel: string, text: string, thread_ts?: string) => post("/say", { as, channel, text, thread_ts }),
  action: (as: string, place: Place, action: Held, values: Values) =>
    post("/action", { as, ...place, action, state: { values } }),
  view: (as: string, view_id: string, type: "submit" | "close", values: Values) =>
    post("/view", { as, view_id, type, values }),
  shortcut: (as: string, callback_id: string, channel?: string, ts?: string) =>
    post("/shortcut", { as, callback_id, channel, ts }),
  join: (as: string, channel: string) => post("/join", { as, channel }),
  react: (as: string, channel: string, ts: string, name: string) => post("/react", { as, channel, ts, name }),
  dm: (as: string, user: string) => post("/dm", { as, user }),
  controls: () => get<{ actions: Control[] }>("/controls", {}),
  control: (id: string, value?: boolean) => post("/controls", { id, value }),
};
