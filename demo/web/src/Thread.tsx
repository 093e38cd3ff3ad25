import { Composer } from "./Composer";
import { useText } from "./i18n";
import { MessageList } from "./MessageList";
import type { Channel, Message } from "./types";

type ThreadProps = { channel: Channel; ts: string; messages: Message[]; close: () => void };

// Thread is the panel of one thread: the message it began with, the replies and a composer.
export function Thread({ channel, ts, messages, close }: ThreadProps) {
  const { t } = useText();
  return (
    <aside className="panel thread" aria-label={t("thread")} data-testid="thread">
      <header>
        <h2>{t("thread")} <small>{channel.is_im ? "" : `#${channel.name}`}</small></h2>
        <button type="button" className="icon-button" aria-label={t("close")} data-testid="thread-close" onClick={close}>✕</button>
      </header>
      <MessageList messages={messages} all={messages} label={t("thread")} loaded inThread />
      {!channel.archived && <Composer channel={channel.id} thread={ts} label={t("composer_thread")} />}
    </aside>
  );
}
