import { useEffect, useRef } from "react";
import { useText } from "./i18n";
import type { Toast } from "./store";
import { useWorkspace } from "./workspace";

const shownFor = 9_000;

// Toasts tells what went wrong, as Slack would, until dismissed or nine seconds have passed.
export function Toasts() {
  const { toasts, phase, load, views } = useWorkspace();
  const { t } = useText();
  const ref = useOnTop(toasts.length > 0 || phase === "lost" || phase === "unreachable", toasts.length + views.length);
  return (
    <div className="toasts" ref={ref} popover="manual" role="status" aria-live="assertive">
      {phase === "lost" && <div className="toast toast-calm">{t("reconnecting")}</div>}
      {phase === "unreachable" && (
        <div className="toast">
          {t("unreachable")} <button type="button" className="btn" onClick={() => void load()}>{t("retry")}</button>
        </div>
      )}
      {toasts.map((toast) => <OneToast key={toast.id} toast={toast} />)}
    </div>
  );
}

function OneToast({ toast }: { toast: Toast }) {
  const { untell } = useWorkspace();
  const { t } = useText();
  useEffect(() => {
    const timer = setTimeout(() => untell(toast.id), shownFor);
    return () => clearTimeout(timer);
    // The workspace changes at each event; the time to show must not start again.
  }, [toast.id]);
  return (
    <div className="toast" data-testid="toast">
      <span aria-hidden="true">⚠</span>
      <span className="toast-text">{toast.text}</span>
      <button type="button" className="icon-button" aria-label={t("close")} onClick={() => untell(toast.id)}>✕</button>
    </div>
  );
}

// useOnTop keeps the toasts above an open dialog: the last shown is the highest.
function useOnTop(shown: boolean, change: number) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    ref.current?.hidePopover();
    if (shown) ref.current?.showPopover();
  }, [shown, change]);
  return ref;
}
