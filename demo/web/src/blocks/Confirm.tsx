import { useEffect, useRef, useState, type ReactNode } from "react";
import { useText } from "../i18n";
import type { TextObject } from "../types";
import { Text } from "./Rich";

export type ConfirmObject = { title?: TextObject; text?: TextObject; confirm?: TextObject; deny?: TextObject; style?: string };

// Dialog is a native modal dialog: the browser keeps the focus inside and gives it back.
export function Dialog(props: { label: string; className: string; testid?: string; onCancel: () => void; children: ReactNode }) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    if (dialog && !dialog.open) dialog.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={ref}
      className={props.className}
      aria-label={props.label}
      data-testid={props.testid}
      onCancel={(e) => {
        if (e.target !== e.currentTarget) return;
        e.preventDefault();
        props.onCancel();
      }}
    >
      {props.children}
    </dialog>
  );
}

// useConfirm asks before an action when the element says so; ask() resolves to the answer.
export function useConfirm(confirm: ConfirmObject | undefined): { ask: () => Promise<boolean>; dialog: ReactNode } {
  const [answer, setAnswer] = useState<((yes: boolean) => void) | undefined>(undefined);
  const ask = () => (confirm ? new Promise<boolean>((resolve) => setAnswer(() => resolve)) : Promise.resolve(true));
  const reply = (yes: boolean) => {
    answer?.(yes);
    setAnswer(undefined);
  };
  return { ask, dialog: answer && confirm ? <ConfirmDialog confirm={confirm} reply={reply} /> : null };
}

function ConfirmDialog({ confirm, reply }: { confirm: ConfirmObject; reply: (yes: boolean) => void }) {
  const { t } = useText();
  const title = confirm.title?.text ?? "";
  return (
    <Dialog label={title} className="confirm" testid="confirm" onCancel={() => reply(false)}>
      <h2><Text text={confirm.title} /></h2>
      <div className="confirm-text"><Text text={confirm.text} /></div>
      <div className="buttons-end">
        <button type="button" className="btn" data-testid="confirm-no" onClick={() => reply(false)}>
          {confirm.deny?.text || t("confirm_no")}
        </button>
        <button
          type="button"
          className={confirm.style === "danger" ? "btn btn-danger" : "btn btn-primary"}
          data-testid="confirm-yes"
          onClick={() => reply(true)}
        >
          {confirm.confirm?.text || t("confirm_yes")}
        </button>
      </div>
    </Dialog>
  );
}
