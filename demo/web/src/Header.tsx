import type { ReactNode } from "react";
import { useText } from "./i18n";

type HeaderProps = { title: ReactNode; about?: ReactNode; menu: () => void; world: boolean; toggleWorld: () => void; children?: ReactNode };

// Header names the place and opens the drawers.
export function Header({ title, about, menu, world, toggleWorld, children }: HeaderProps) {
  const { t } = useText();
  return (
    <header className="main-head">
      <button type="button" className="icon-button menu-button" aria-label={t("menu")} data-testid="menu" onClick={menu}>☰</button>
      <div className="main-title">
        <h2>{title}</h2>
        {about && <div className="topic">{about}</div>}
      </div>
      {children}
      <button type="button" className={world ? "btn world-toggle on" : "btn world-toggle"} data-testid="world" aria-expanded={world} onClick={toggleWorld}>
        <span aria-hidden="true">🎛</span> <span className="world-word">{t("world")}</span>
      </button>
    </header>
  );
}
