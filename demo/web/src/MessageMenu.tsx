import { arrows, usePopup } from "./blocks/popup";
import { emojiOf } from "./emoji";
import { local, useText } from "./i18n";
import { go } from "./route";
import type { Message } from "./types";
import { useWorkspace } from "./workspace";

const quick = ["eyes", "+1", "white_check_mark", "pushpin"];

// MessageMenu holds what can be done with a message: react, reply, and the bot's message shortcuts.
export function MessageMenu({ message, inThread }: { message: Message; inThread?: boolean }) {
  const { t } = useText();
  const popup = usePopup();
  if (message.ephemeral || message.deleted) return null;
  return (
    <div className={popup.open ? "message-menu popup-anchor open" : "message-menu popup-anchor"} ref={popup.ref}>
      <button
        type="button"
        className="icon-button"
        data-testid="message-menu"
        aria-haspopup="menu"
        aria-expanded={popup.open}
        aria-label={t("message_actions")}
        onClick={() => popup.setOpen(!popup.open)}
      >
        <span aria-hidden="true">⋯</span>
      </button>
      {popup.open && <Menu message={message} inThread={inThread} close={() => popup.setOpen(false)} />}
    </div>
  );
}

function Menu({ message, inThread, close }: { message: Message; inThread?: boolean; close: () => void }) {
  const { t, lang } = useText();
  const { state, me, react, shortcut } = useWorkspace();
  const shortcuts = (state?.shortcuts ?? []).filter((s) => s.type === "message");
  const then = (what: () => unknown) => () => {
    close();
    void what();
  };
  return (
    <div className="popup menu menu-end" role="menu" onKeyDown={arrows}>
      <div className="quick">
        {quick.map((name, i) => (
          <button
            key={name}
            type="button"
            role="menuitem"
            autoFocus={i === 0}
            aria-label={t("react", { name })}
            data-testid={`react-${name}`}
            onClick={then(() => react(message.channel, message.ts, name))}
          >
            {emojiOf(name)}
          </button>
        ))}
      </div>
      {!inThread && (
        <button type="button" role="menuitem" data-testid="reply-in-thread" onClick={then(() => go({ place: message.channel, as: me, thread: message.thread_ts || message.ts }))}>
          {t("reply_in_thread")}
        </button>
      )}
      {shortcuts.length > 0 && <hr />}
      {shortcuts.map((s) => (
        <button key={s.callback_id} type="button" role="menuitem" data-testid={`shortcut-${s.callback_id}`} onClick={then(() => shortcut(s.callback_id, message.channel, message.ts))}>
          {local(s.name, lang)} <small>{state?.bot.name}</small>
        </button>
      ))}
    </div>
  );
}

// Reactions shows who reacted with what; pressing one adds or takes back one's own.
export function Reactions({ message }: { message: Message }) {
  const { t } = useText();
  const { state, me, react } = useWorkspace();
  const shown = (message.reactions ?? []).filter((r) => r.users.length > 0);
  if (shown.length === 0) return null;
  return (
    <div className="reactions">
      {shown.map((r) => (
        <button
          key={r.name}
          type="button"
          className={r.users.includes(me) ? "reaction mine" : "reaction"}
          aria-pressed={r.users.includes(me)}
          aria-label={t("reaction", { name: r.name, n: r.users.length })}
          title={r.users.map((id) => state?.users.find((u) => u.id === id)?.real_name ?? id).join(", ")}
          onClick={() => void react(message.channel, message.ts, r.name)}
        >
          {emojiOf(r.name)} <span>{r.users.length}</span>
        </button>
      ))}
    </div>
  );
}
