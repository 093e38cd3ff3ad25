import { memo } from "react";
import { Avatar } from "./Avatar";
import { Blocks } from "./blocks/Blocks";
import { FormContext } from "./blocks/form";
import { Text } from "./blocks/Rich";
import { useFormState } from "./blocks/useFormState";
import { Attachments, Files } from "./Extras";
import { clock, fullTime, tsToDate, useText } from "./i18n";
import { MessageMenu, Reactions } from "./MessageMenu";
import { formatRoute } from "./route";
import type { Block, Message } from "./types";
import { useWorkspace } from "./workspace";

const noBlocks: Block[] = [];

type ItemProps = { message: Message; grouped: boolean; replies: number; inThread?: boolean };

// MessageItem is one message with everything that hangs from it.
export const MessageItem = memo(function MessageItem({ message, grouped, replies, inThread }: ItemProps) {
  const { lang, t } = useText();
  const { state } = useWorkspace();
  const user = state?.users.find((u) => u.id === message.user);
  const name = message.username || user?.real_name || user?.name || message.user || "?";
  const at = tsToDate(message.ts);
  const system = /^(channel|group)_/.test(message.subtype ?? "");
  const bot = !!user?.is_bot || message.subtype === "bot_message";
  const time = <time dateTime={at.toISOString()} title={fullTime(at, lang)}>{clock(at, lang)}</time>;
  return (
    <article
      className={`message${grouped ? " grouped" : ""}${message.ephemeral ? " ephemeral" : ""}${system ? " system" : ""}`}
      data-testid={message.ephemeral ? "ephemeral" : "message"}
      data-ts={message.ts}
      aria-label={`${name}, ${clock(at, lang)}`}
    >
      <div className="message-side">{grouped ? time : <Avatar user={user} name={name} size={system ? 20 : 36} />}</div>
      <div className="message-main">
        {message.ephemeral && <OnlyYou message={message} />}
        {!grouped && !system && (
          <div className="message-head">
            <strong>{name}</strong>
            {bot && <span className="app-badge">{t("app_badge")}</span>}
            {time}
          </div>
        )}
        <Body message={message} />
        <Reactions message={message} />
        {replies > 0 && <OpenThread message={message} count={replies} />}
      </div>
      <MessageMenu message={message} inThread={inThread} />
    </article>
  );
});

function Body({ message }: { message: Message }) {
  const { t } = useText();
  const form = useFormState(
    { channel: message.channel, ts: message.ts, ...(message.ephemeral ? { ephemeral: true } : {}) },
    message.blocks ?? noBlocks,
  );
  if (message.deleted || message.subtype === "tombstone") return <p className="deleted">{t("deleted")}</p>;
  const blocks = message.blocks?.length ? message.blocks : undefined;
  return (
    <FormContext value={form}>
      {blocks ? <Blocks blocks={blocks} /> : message.text && <Text text={message.text} />}
      {message.edited && <span className="edited">{t("edited")}</span>}
      <Attachments attachments={message.attachments} bare={!blocks && !message.text} />
      <Files files={message.files} />
    </FormContext>
  );
}

function OnlyYou({ message }: { message: Message }) {
  const { t } = useText();
  const { forget } = useWorkspace();
  return (
    <p className="only-you">
      <span aria-hidden="true">👁</span> {t("only_you")} ·{" "}
      <button type="button" className="link" onClick={() => forget(message.channel, message.ts)}>{t("dismiss")}</button>
    </p>
  );
}

function OpenThread({ message, count }: { message: Message; count: number }) {
  const { t } = useText();
  const { me } = useWorkspace();
  return (
    <a className="open-thread" data-testid="open-thread" href={formatRoute({ place: message.channel, as: me, thread: message.ts })}>
      {count === 1 ? t("reply") : t("replies", { n: count })} <span aria-hidden="true">›</span>
    </a>
  );
}
