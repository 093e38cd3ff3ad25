import { createContext, useCallback, useContext, useEffect, useMemo, useReducer, useRef } from "react";
import { api, type Place } from "./api";
import { listen } from "./events";
import { useText } from "./i18n";
import { emptyStore, reduce, type Store } from "./store";
import type { Answer, Held, Values } from "./types";

const problemWait = 300;

let toastNumber = 0;

// What the components may ask for; every call speaks for the acting person and tells failures as a toast.
export type Workspace = Store & {
  me: string;
  open: string;
  tell: (text: string) => void;
  untell: (id: number) => void;
  say: (channel: string, text: string, thread?: string) => Promise<boolean>;
  act: (place: Place, action: Held, values: Values) => Promise<boolean>;
  submitView: (id: string, values: Values) => Promise<Answer>;
  closeView: (id: string) => Promise<void>;
  shortcut: (id: string, channel?: string, ts?: string) => Promise<boolean>;
  react: (channel: string, ts: string, name: string) => Promise<boolean>;
  join: (channel: string) => Promise<boolean>;
  dm: (user: string) => Promise<string | undefined>;
  control: (id: string, value?: boolean) => Promise<boolean>;
  forget: (channel: string, ts: string) => void;
  loadThread: (channel: string, ts: string) => void;
  reload: () => void;
};

const Context = createContext<Workspace | undefined>(undefined);
export const WorkspaceProvider = Context.Provider;

export function useWorkspace(): Workspace {
  const workspace = useContext(Context);
  if (!workspace) throw new Error("the workspace is used outside its provider");
  return workspace;
}

// useConnection loads what one person sees, follows the events and reads the messages of the open channel. Another
// person means another mount: what was asked for one must never show to another.
export function useConnection(me: string, open: string): Workspace {
  const [store, change] = useReducer(reduce, emptyStore);
  const { t } = useText();
  const opened = useRef(open);
  opened.current = open;

  const told = useRef(0);
  const tell = useCallback((text: string) => {
    told.current = Date.now();
    change({ do: "toast", id: ++toastNumber, text });
  }, []);
  const load = useCallback(async () => {
    try {
      change({ do: "state", state: await api.state(me) });
    } catch {
      change({ do: "phase", phase: "unreachable" });
    }
  }, [me]);
  const loadMessages = useCallback(
    async (channel: string, thread?: string) => {
      try {
        const { messages } = await api.messages(me, channel, thread);
        change({ do: "messages", channel, messages: messages ?? [], whole: !thread });
      } catch {
        change({ do: "messages", channel, messages: [], whole: false });
      }
    },
    [me],
  );

  useEffect(() => {
    if (!me) return;
    void load();
    return listen(me, {
      event: (event) => {
        if (event.type === "problem") tell(event.text);
        else change({ do: "event", event, me, open: opened.current });
      },
      open: (again) => {
        if (!again) return;
        void load();
        if (opened.current.length > 4) void loadMessages(opened.current);
      },
      lost: () => change({ do: "phase", phase: "lost" }),
    });
  }, [me, load, loadMessages, tell]);

  const known = store.state?.channels.some((c) => c.id === open);
  useEffect(() => {
    if (!known) return;
    void loadMessages(open);
    change({ do: "read", channel: open });
  }, [known, open, loadMessages]);
  useHome(me, open, change);

  return useMemo(() => {
    // A refusal often comes with a "problem" event that says more: the answer is told only when none did.
    const failed = (key: "action_failed" | "send_failed") => (answer: Answer) => {
      const error = answer.error === "unreachable" ? t("unreachable") : answer.error ?? "?";
      if (!answer.ok) setTimeout(() => Date.now() - told.current > 2 * problemWait && tell(t(key, { error })), problemWait);
      return answer.ok;
    };
    const done = failed("action_failed");
    return {
      ...store,
      me,
      open,
      tell,
      untell: (id) => change({ do: "untoast", id }),
      say: (channel, text, thread) => api.say(me, channel, text, thread).then(failed("send_failed")),
      act: (place, action, values) => api.action(me, place, action, values).then(done),
      submitView: (id, values) => api.view(me, id, "submit", values),
      closeView: async (id) => {
        change({ do: "close", view_id: id });
        const answer = await api.view(me, id, "close", {});
        if (answer.error !== "view_not_found") done(answer); // the one above may have closed it too
      },
      shortcut: (id, channel, ts) => api.shortcut(me, id, channel, ts).then(done),
      react: (channel, ts, name) => api.react(me, channel, ts, name).then(done),
      join: (channel) => api.join(me, channel).then(done).then((ok) => (ok && void load(), ok)),
      dm: async (user) => {
        const answer = await api.dm(me, user);
        if (!done(answer)) return undefined;
        await load();
        return typeof answer.channel === "string" ? answer.channel : answer.channel?.id;
      },
      control: (id, value) => api.control(id, value).then(done),
      forget: (channel, ts) => change({ do: "forget", channel, ts }),
      loadThread: (channel, ts) => void loadMessages(channel, ts),
      reload: () => void load(),
    };
  }, [store, me, open, tell, load, loadMessages, t]);
}

// useHome tells the bot that its home tab was opened and shows what it had published before, until it answers.
function useHome(me: string, open: string, change: (c: { do: "home"; view?: any }) => void) {
  useEffect(() => {
    if (!me || open !== "home") return;
    let gone = false;
    void api.home(me).then(({ view }) => !gone && view && change({ do: "home", view })).catch(() => undefined);
    void api.openHome(me);
    return () => {
      gone = true;
    };
  }, [me, open, change]);
}
