import { useMemo, type Dispatch, type RefObject } from "react";
import { api } from "./api";
import { useText } from "./i18n";
import type { Change } from "./store";
import type { Answer } from "./types";
import type { Deeds, Loading } from "./workspace";

// A refusal often comes with a "problem" event that says more: the answer is told only when none came so near it.
const problemWait = 300;

export function useDeeds(
  me: string,
  { load }: Loading,
  tell: (text: string) => void,
  told: RefObject<number>,
  change: Dispatch<Change>,
): Deeds {
  const { t } = useText();
  return useMemo(() => {
    const telling = (key: "action_failed" | "send_failed") => (answer: Answer) => {
      const error = answer.error === "unreachable" ? t("unreachable") : answer.error ?? "?";
      const say = () => Date.now() - told.current > 2 * problemWait && tell(t(key, { error }));
      if (!answer.ok) setTimeout(say, problemWait);
      return answer.ok;
    };
    const done = telling("action_failed");
    return {
      untell: (id) => change({ do: "untoast", id }),
      say: (channel, text, thread) => api.say(me, channel, text, thread).then(telling("send_failed")),
      act: (place, action, values) => api.action(me, place, action, values).then(done),
      submitView: (id, values) => api.view(me, id, "submit", values),
      closeView: async (id) => {
        change({ do: "close", view_id: id });
        const answer = await api.view(me, id, "close", {});
        if (answer.error !== "view_not_found") done(answer); // the one above may have closed it too
      },
      shortcut: (id, channel, ts) => api.shortcut(me, id, channel, ts).then(done),
      react: (channel, ts, name) => api.react(me, channel, ts, name).then(done),
      join: async (channel) => {
        const joined = done(await api.join(me, channel));
        if (joined) await load();
        return joined;
      },
      dm: async (user) => {
        const answer = await api.dm(me, user);
        if (!done(answer)) return undefined;
        await load();
        return typeof answer.channel === "string" ? answer.channel : answer.channel?.id;
      },
      control: (id, value) => api.control(id, value).then(done),
      forget: (channel, ts) => change({ do: "forget", channel, ts }),
    };
  }, [me, load, tell, told, change, t]);
}
