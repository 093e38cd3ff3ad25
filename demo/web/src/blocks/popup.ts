import { useEffect, useRef, useState } from "react";

// usePopup opens something beside a button and closes it on a click elsewhere or on Escape.
export function usePopup(onClose?: () => void) {
  const [open, setOpen] = useState(false);
  const ref = useRef<HTMLDivElement>(null);
  const closing = useRef(onClose);
  closing.current = onClose;
  useEffect(() => {
    if (!open) return;
    const close = (refocus: boolean) => {
      setOpen(false);
      closing.current?.();
      if (refocus) ref.current?.querySelector("button")?.focus();
    };
    const away = (e: Event) => {
      if (!ref.current?.contains(e.target as Node)) close(false);
    };
    const key = (e: KeyboardEvent) => {
      if (e.key !== "Escape") return;
      e.preventDefault();
      e.stopPropagation();
      close(true);
    };
    document.addEventListener("pointerdown", away, true);
    document.addEventListener("keydown", key, true);
    return () => {
      document.removeEventListener("pointerdown", away, true);
      document.removeEventListener("keydown", key, true);
    };
  }, [open]);
  return { open, ref, setOpen };
}

// arrows moves the focus among the items of a menu.
export function arrows(e: React.KeyboardEvent<HTMLElement>) {
  if (e.key !== "ArrowDown" && e.key !== "ArrowUp") return;
  const items = [...e.currentTarget.querySelectorAll<HTMLElement>("[role=menuitem], [role=option], input")];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next = e.key === "ArrowDown" ? at + 1 : at - 1;
  e.preventDefault();
  items[(next + items.length) % items.length]?.focus();
}
