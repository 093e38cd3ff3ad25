import { useCallback, useEffect, useMemo, useRef, type Dispatch } from "react";
import { api } from "./api";
import { listen } from "./events";
import { homePlace } from "./route";
import type { Change } from "./store";
import type { Loading } from "./workspace";

let toastNumber = 0;

// useLoading asks the server for the state and the messages, on behalf of one person.
export function useLoading(me: string, change: Dispatch<Change>): Loading {
  return useMemo(
    () => ({
      load: async () => {
        try {
          change({ do: "state", state: await api.state(me) });
        } catch {
          change({ do: "phase", phase: "unreachable" });
        }
      },
      loadMessages: async (channel, thread) => {
        const asked = thread ? undefined : Date.now();
        try {
          const { messages } = await api.messages(me, channel, thread);
          change({ do: "messages", channel, messages: messages ?? [], asked });
        } catch {
          change({ do: "phase", phase: "lost" });
        }
      },
    }),
    [me, change],
  );
}

// useEvents follows what happens. Each time the stream opens everything is read anew, since what happened before is
// not told again.
export function useEvents(me: string, open: string, loading: Loading, change: Dispatch<Change>) {
  const opened = useRef(open);
  opened.current = open;
  const told = useRef(0);
  const tell = useCallback(
    (text: string) => {
      told.current = Date.now();
      change({ do: "toast", id: ++toastNumber, text });
    },
    [change],
  );
  useEffect(
    () =>
      listen(me, {
        event: (event) => {
          if (event.type === "problem") tell(event.text);
          else change({ do: "event", event, me, open: opened.current, at: Date.now() });
        },
        open: (again) => {
          void loading.load();
          if (again && opened.current && opened.current !== homePlace) void loading.loadMessages(opened.current);
        },
        lost: () => change({ do: "phase", phase: "lost" }),
      }),
    [me, loading, tell, change],
  );
  useHome(me, open, change);
  return { tell, told };
}

// useHome tells the bot that its home tab was opened and shows what it had published before, until it answers.
function useHome(me: string, open: string, change: Dispatch<Change>) {
  useEffect(() => {
    if (open !== homePlace) return;
    let gone = false;
    const show = async () => {
      const { view } = await api.home(me);
      if (view && !gone) change({ do: "home", view });
      await api.openHome(me);
    };
    show().catch(() => change({ do: "phase", phase: "lost" }));
    return () => {
      gone = true;
    };
  }, [me, open, change]);
}
