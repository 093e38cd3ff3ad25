import { useEffect, useMemo } from "react";
import type { MainProps } from "./App";
import { Text } from "./blocks/Rich";
import { Composer } from "./Composer";
import { Header } from "./Header";
import { useText } from "./i18n";
import { MessageList } from "./MessageList";
import { safeLink } from "./rich";
import { go } from "./route";
import { Thread } from "./Thread";
import type { Channel, Message, State } from "./types";
import { useWorkspace } from "./workspace";

const nothing: Message[] = [];

export function channelTitle(channel: Channel, state: State | undefined): string {
  if (!channel.is_im) return `#${channel.name}`;
  const peer = state?.users.find((u) => u.id === channel.user);
  return peer?.real_name || peer?.name || channel.name;
}

// ChannelView is one channel: its header, messages, composer and, beside it, an open thread.
export function ChannelView(props: MainProps) {
  const { route, workspace } = props;
  const { t } = useText();
  const channel = workspace.state?.channels.find((c) => c.id === route.place);
  const all = workspace.messages[route.place] ?? nothing;
  const roots = useMemo(() => all.filter((m) => !m.thread_ts || m.thread_ts === m.ts || m.subtype === "thread_broadcast"), [all]);
  if (!channel) {
    const text = workspace.state && route.place ? t("no_channel") : t("loading");
    return <main className="main"><Header {...props} title={t("app")} /><p className="empty">{text}</p></main>;
  }
  const title = channelTitle(channel, workspace.state);
  return (
    <>
      <main className="main">
        <Header {...props} title={title} about={<About channel={channel} />}>
          <Members channel={channel} />
        </Header>
        <Bookmarks channel={channel} />
        <MessageList key={channel.id} messages={roots} all={all} label={t("messages_in", { name: title })} loaded={!!workspace.loaded[channel.id]} />
        <Foot channel={channel} title={title} />
      </main>
      {route.thread && <ThreadPanel key={route.thread} channel={channel} ts={route.thread} messages={all} close={() => go({ place: route.place, as: route.as })} />}
    </>
  );
}

function About({ channel }: { channel: Channel }) {
  return channel.topic ? <Text text={channel.topic} /> : null;
}

function Members({ channel }: { channel: Channel }) {
  const { t } = useText();
  const { state } = useWorkspace();
  const members = channel.members ?? [];
  if (channel.is_im || members.length === 0) return null;
  const names = members.map((id) => state?.users.find((u) => u.id === id)?.real_name ?? id).join(", ");
  return <span className="members" title={names}>{members.length === 1 ? t("member") : t("members", { n: members.length })}</span>;
}

function Bookmarks({ channel }: { channel: Channel }) {
  const links = (channel.bookmarks ?? []).filter((b) => safeLink(b.link));
  if (links.length === 0) return null;
  return (
    <div className="bookmarks">
      {links.map((b, i) => (
        <a key={i} href={b.link} target="_blank" rel="noopener noreferrer nofollow"><span aria-hidden="true">🔖</span> {b.title || b.link}</a>
      ))}
    </div>
  );
}

function Foot({ channel, title }: { channel: Channel; title: string }) {
  const { t } = useText();
  const { me, join } = useWorkspace();
  if (channel.archived) return <p className="foot-note">{t("archived")}</p>;
  if (!channel.is_im && channel.members && !channel.members.includes(me))
    return (
      <div className="foot-note">
        {t("not_member")}{" "}
        <button type="button" className="btn btn-primary" data-testid="join" onClick={() => void join(channel.id)}>{t("join", { name: title })}</button>
      </div>
    );
  return <Composer key={channel.id} id="composer-main" channel={channel.id} label={t("composer", { name: title })} />;
}

type ThreadPanelProps = { channel: Channel; ts: string; messages: Message[]; close: () => void };

function ThreadPanel({ channel, ts, messages, close }: ThreadPanelProps) {
  const { loadMessages } = useWorkspace();
  useEffect(() => void loadMessages(channel.id, ts), [channel.id, ts, loadMessages]);
  const thread = useMemo(() => messages.filter((m) => m.ts === ts || m.thread_ts === ts), [messages, ts]);
  return <Thread channel={channel} ts={ts} messages={thread} close={close} />;
}
