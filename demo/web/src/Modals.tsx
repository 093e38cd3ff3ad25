import { useEffect, useRef, useState, type FormEvent } from "react";
import { Blocks } from "./blocks/Blocks";
import { Dialog } from "./blocks/Confirm";
import { FormContext } from "./blocks/form";
import { useFormState } from "./blocks/useFormState";
import { validate } from "./blocks/validate";
import { withEmoji } from "./emoji";
import { useText } from "./i18n";
import type { View } from "./types";
import { useWorkspace } from "./workspace";

// Modals shows the stack of views: only the last is seen, the ones under it keep what was entered.
export function Modals() {
  const { views, closeView } = useWorkspace();
  const top = views.at(-1);
  if (!top) return null;
  const title = withEmoji(top.title?.text ?? "");
  return (
    <Dialog label={title} className="modal" testid="modal" onCancel={() => void closeView(top.id)}>
      {views.map((view, i) => <OneView key={view.id} view={view} hidden={view !== top} pushed={i > 0} />)}
    </Dialog>
  );
}

// useSubmit holds the form of a view and what came of submitting it.
function useSubmit(view: View) {
  const { submitView } = useWorkspace();
  const { t } = useText();
  const [errors, setErrors] = useState<Record<string, string>>(view.errors ?? {});
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);
  const form = useFormState({ view_id: view.id }, view.blocks, errors);
  useEffect(() => setErrors(view.errors ?? {}), [view]);
  const submit = async (e: FormEvent) => {
    e.preventDefault();
    const target = e.currentTarget as HTMLElement;
    const missing = validate(view.blocks, form.values, t);
    setErrors(missing);
    setFailure("");
    if (busy || focusFirst(target, missing)) return;
    setBusy(true);
    const answer = await submitView(view.id, form.values);
    setBusy(false);
    if (answer.ok) return;
    setErrors(answer.errors ?? {});
    if (!focusFirst(target, answer.errors ?? {})) setFailure(`${t("view_failed")} (${answer.error ?? "?"})`);
  };
  return { form, failure, busy, submit };
}

function OneView({ view, hidden, pushed }: { view: View; hidden: boolean; pushed: boolean }) {
  const { closeView, views } = useWorkspace();
  const { t } = useText();
  const { form, failure, busy, submit } = useSubmit(view);
  const ref = useFocusFirst(hidden);
  const closeAll = async () => {
    for (const each of [...views].reverse()) await closeView(each.id);
  };
  return (
    <form className="view" ref={ref} hidden={hidden} noValidate onSubmit={(e) => void submit(e)} aria-busy={busy}>
      <header>
        {pushed && <button type="button" className="icon-button" aria-label={t("back")} onClick={() => void closeView(view.id)}>‹</button>}
        <h2>{withEmoji(view.title?.text ?? "")}</h2>
        <button type="button" className="icon-button" aria-label={t("close")} onClick={() => void closeAll()}>✕</button>
      </header>
      <div className="view-body">
        <FormContext value={form}><Blocks blocks={view.blocks} /></FormContext>
      </div>
      <footer>
        {failure && <p className="view-failure" role="alert">{failure}</p>}
        <button type="button" className="btn" data-testid={hidden ? undefined : "modal-close"} onClick={() => void closeView(view.id)}>
          {withEmoji(view.close?.text ?? (view.submit ? t("cancel") : t("close")))}
        </button>
        {view.submit && (
          <button type="submit" className={busy ? "btn btn-primary busy" : "btn btn-primary"} data-testid={hidden ? undefined : "modal-submit"} disabled={busy}>
            {withEmoji(view.submit.text)}
          </button>
        )}
      </footer>
    </form>
  );
}

// useFocusFirst puts the caret in the field that the view names, or with a keyboard at hand in its first one.
function useFocusFirst(hidden: boolean) {
  const ref = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (hidden) return;
    const frame = requestAnimationFrame(() => {
      const fine = window.matchMedia("(pointer: fine)").matches;
      const named = ref.current?.querySelector<HTMLElement>("[data-focus-first]");
      (named ?? (fine ? ref.current?.querySelector<HTMLElement>(".view-body .field") : null))?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [hidden]);
  return ref;
}

// focusFirst moves to the first field with an error and tells whether there was one.
function focusFirst(form: HTMLElement, errors: Record<string, string>): boolean {
  const ids = Object.keys(errors);
  const field = [...form.querySelectorAll<HTMLElement>("[data-input]")].find((f) => ids.includes(f.dataset.input ?? ""));
  field?.scrollIntoView({ block: "center" });
  field?.querySelector<HTMLElement>("input, textarea, select, button")?.focus();
  return !!field;
}
