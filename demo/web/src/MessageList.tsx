import { Fragment, useEffect, useLayoutEffect, useRef, useState } from "react";
import { dayName, tsToDate, useText } from "./i18n";
import { MessageItem } from "./MessageItem";
import type { Message } from "./types";
import { useWorkspace } from "./workspace";

const groupSeconds = 300;
const nearBottom = 120;

type ListProps = { messages: Message[]; all: Message[]; label: string; loaded: boolean; inThread?: boolean };

// MessageList shows messages by day, oldest first, and stays at the end unless one has scrolled up.
export function MessageList({ messages, all, label, loaded, inThread }: ListProps) {
  const { t, lang } = useText();
  const { box, content, fresh, follow, toEnd } = useFollow(messages);
  let day = "";
  return (
    <div className="list-frame">
      <div className="list" ref={box} onScroll={follow} data-testid={inThread ? "thread-messages" : "messages"} role="log" aria-live="polite" aria-label={label} tabIndex={0}>
        <div className="list-inner" ref={content}>
          {messages.length === 0 ? <Empty loaded={loaded} /> : <div className="list-push" />}
          {messages.map((message, i) => {
            const name = dayName(tsToDate(message.ts), lang, t);
            const newDay = name !== day;
            day = name;
            return (
              <Fragment key={message.ts}>
                {newDay && !inThread && <div className="day" role="separator"><span>{name}</span></div>}
                <MessageItem
                  message={message}
                  grouped={!newDay && follows(message, messages[i - 1])}
                  replies={inThread ? 0 : repliesOf(message, all)}
                  inThread={inThread}
                />
              </Fragment>
            );
          })}
        </div>
      </div>
      {fresh && <button type="button" className="fresh" onClick={toEnd}>↓ {t("new_messages")}</button>}
    </div>
  );
}

function repliesOf(root: Message, all: Message[]): number {
  const here = all.filter((m) => m.thread_ts === root.ts && m.ts !== root.ts && !m.ephemeral).length;
  return Math.max(root.reply_count ?? 0, here);
}

// follows tells whether a message continues the one before it, so that the name is not said again.
function follows(message: Message, before: Message | undefined): boolean {
  if (!before || before.user !== message.user || before.username !== message.username) return false;
  if (!!before.ephemeral !== !!message.ephemeral) return false;
  return Number(message.ts) - Number(before.ts) < groupSeconds;
}

function useFollow(messages: Message[]) {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [fresh, setFresh] = useState(false);
  const last = messages.at(-1)?.ts;
  const toEnd = () => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
    atEnd.current = true;
    setFresh(false);
  };
  const follow = () => {
    const b = box.current;
    if (!b) return;
    atEnd.current = b.scrollHeight - b.scrollTop - b.clientHeight < nearBottom;
    if (atEnd.current) setFresh(false);
  };
  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
    else if (last) setFresh(true);
  }, [last]);
  useEffect(() => {
    const watch = new ResizeObserver(() => atEnd.current && toEnd());
    for (const each of [box.current, content.current]) if (each) watch.observe(each);
    return () => watch.disconnect();
  }, []);
  return { box, content, fresh, follow, toEnd };
}

function Empty({ loaded }: { loaded: boolean }) {
  const { t } = useText();
  const { state } = useWorkspace();
  if (!loaded) return <p className="empty">{t("loading")}</p>;
  return (
    <div className="empty">
      <img src="icon.svg" alt="" width="56" height="56" />
      <p><strong>{t("empty_title")}</strong></p>
      <p>{t("empty_try")} {(state?.commands ?? []).slice(0, 4).map((c) => <code key={c.command}>{c.command}</code>)}</p>
    </div>
  );
}
