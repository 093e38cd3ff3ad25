import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import { arrows, usePopup } from "./blocks/popup";
import { local, useText } from "./i18n";
import { suggest, usageOf, type Suggestion, type Suggestions } from "./suggest";
import { toWire } from "./wire";
import { useWorkspace } from "./workspace";

type ComposerProps = { channel: string; label: string; thread?: string; id?: string };

// Composer is where one writes: Enter sends, a leading / offers the commands, @ the people, # the channels.
export function Composer({ channel, label, thread, id }: ComposerProps) {
  const { t } = useText();
  const { state } = useWorkspace();
  const list = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState("");
  const offer = useOffer(text, box, setText);
  const { send, busy } = useSending(channel, thread, text, () => {
    setText("");
    box.current?.focus();
  });
  useLayoutEffect(() => grow(box.current), [text]);
  const key = (e: KeyboardEvent<HTMLTextAreaElement>) => {
    if (offer.key(e) || e.key !== "Enter" || e.shiftKey || e.nativeEvent.isComposing) return;
    e.preventDefault();
    void send();
  };
  const usage = usageOf(text, state);
  return (
    <div className="composer">
      {offer.open && <Offer id={list} offer={offer.open} at={offer.at} take={offer.take} />}
      <div className="composer-box">
        {!thread && <GlobalShortcuts channel={channel} />}
        <textarea
          id={id}
          ref={box}
          rows={1}
          data-testid={thread ? "composer-thread" : "composer"}
          aria-label={label}
          aria-autocomplete="list"
          aria-controls={offer.open ? list : undefined}
          aria-activedescendant={offer.open ? `${list}-${offer.at}` : undefined}
          placeholder={label}
          value={text}
          onChange={(e) => offer.type(e.target)}
          onSelect={(e) => offer.move(e.currentTarget)}
          onKeyDown={key}
        />
        <button type="button" className="send" data-testid={thread ? "send-thread" : "send"} aria-label={t("send")} title={t("send_hint")} disabled={!text.trim() || busy} onClick={() => void send()}>
          <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path fill="currentColor" d="M3 20.5 21 12 3 3.5v6.6l11 1.9-11 1.9z" /></svg>
        </button>
      </div>
      <p className="usage">{usage ? <code>{usage}</code> : " "}</p>
    </div>
  );
}

// useSending keeps the text when it did not go through, so that one can try again.
function useSending(channel: string, thread: string | undefined, text: string, sent: () => void) {
  const { state, say } = useWorkspace();
  const [busy, setBusy] = useState(false);
  const send = async () => {
    if (!text.trim() || busy) return;
    setBusy(true);
    const went = await say(channel, toWire(text.trim(), state?.users ?? [], state?.channels ?? []), thread);
    setBusy(false);
    if (went) sent();
  };
  return { send, busy };
}

function grow(box: HTMLTextAreaElement | null) {
  if (!box) return;
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 200)}px`;
}

// useOffer keeps the suggestions for the text before the caret and what the arrow keys point at.
function useOffer(text: string, box: React.RefObject<HTMLTextAreaElement | null>, setText: (text: string) => void) {
  const { lang } = useText();
  const { state } = useWorkspace();
  const [caret, setCaret] = useState(0);
  const [at, setAt] = useState(0);
  const [hidden, setHidden] = useState(false);
  const found = hidden ? undefined : suggest(text.slice(0, caret), state, lang);
  const open = found && found.list.length > 0 ? found : undefined;
  const take = (s: Suggestion) => {
    if (!open) return;
    const rest = text.slice(caret).replace(/^ /, "");
    const next = text.slice(0, open.from) + s.insert;
    setText(next + rest);
    setCaret(next.length);
    setAt(0);
    requestAnimationFrame(() => {
      box.current?.focus();
      box.current?.setSelectionRange(next.length, next.length);
    });
  };
  const key = (e: KeyboardEvent): boolean => {
    const chosen = open?.list[Math.min(at, open.list.length - 1)];
    if (!open || !chosen) return false;
    const whole = text.trim() === chosen.insert.trim();
    if (e.key === "ArrowDown") setAt((at + 1) % open.list.length);
    else if (e.key === "ArrowUp") setAt((at - 1 + open.list.length) % open.list.length);
    else if (e.key === "Escape") setHidden(true);
    else if (e.key === "Tab" || (e.key === "Enter" && !e.shiftKey && !whole)) take(chosen);
    else return false;
    e.preventDefault();
    return true;
  };
  const type = (target: HTMLTextAreaElement) => {
    setText(target.value);
    setCaret(target.selectionStart);
    setHidden(false);
    setAt(0);
  };
  return { open, at, take, key, type, move: (target: HTMLTextAreaElement) => setCaret(target.selectionStart) };
}

function Offer({ id, offer, at, take }: { id: string; offer: Suggestions; at: number; take: (s: Suggestion) => void }) {
  const { t } = useText();
  const label = t(offer.kind === "commands" ? "commands" : offer.kind === "people" ? "people" : "channels");
  return (
    <div className="offer" role="listbox" id={id} aria-label={label} data-testid="suggestions">
      <p className="offer-title" aria-hidden="true">{label}</p>
      {offer.list.map((s, i) => (
        <div
          key={s.key}
          id={`${id}-${i}`}
          role="option"
          aria-selected={i === at}
          className={i === at ? "offer-item on" : "offer-item"}
          onPointerDown={(e) => e.preventDefault()}
          onClick={() => take(s)}
        >
          <span className="offer-name">{s.title} {s.hint && <code>{s.hint}</code>}</span>
          {s.detail && <small>{s.detail}</small>}
        </div>
      ))}
    </div>
  );
}

function GlobalShortcuts({ channel }: { channel: string }) {
  const { t, lang } = useText();
  const { state, shortcut } = useWorkspace();
  const popup = usePopup();
  const shortcuts = (state?.shortcuts ?? []).filter((s) => s.type === "global");
  const run = (id: string) => {
    popup.setOpen(false);
    void shortcut(id, channel);
  };
  return (
    <div className="popup-anchor" ref={popup.ref}>
      <button type="button" className="icon-button shortcuts" data-testid="shortcuts" aria-haspopup="menu" aria-expanded={popup.open} aria-label={t("shortcuts")} title={t("shortcuts")} onClick={() => popup.setOpen(!popup.open)}>
        <span aria-hidden="true">⚡</span>
      </button>
      {popup.open && (
        <div className="popup menu menu-up" role="menu" onKeyDown={arrows}>
          {shortcuts.length === 0 && <p className="menu-note">{t("no_shortcuts")}</p>}
          {shortcuts.map((s, i) => (
            <button key={s.callback_id} type="button" role="menuitem" autoFocus={i === 0} data-testid={`shortcut-${s.callback_id}`} onClick={() => run(s.callback_id)}>
              {local(s.name, lang)} <small>{state?.bot.name}</small>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
