import type { LangChoice } from "./App";
import { Avatar } from "./Avatar";
import { local, useText } from "./i18n";
import { formatRoute, go, homePlace, type Route } from "./route";
import type { Channel, User } from "./types";
import { useWorkspace } from "./workspace";

type SidebarProps = { route: Route; choice: LangChoice; choose: (c: LangChoice) => void; close: () => void };

// Sidebar holds who one is, the channels, the people and the bot's home tab.
export function Sidebar({ route, choice, choose, close }: SidebarProps) {
  const { t } = useText();
  const { state } = useWorkspace();
  const rooms = (state?.channels ?? []).filter((c) => !c.is_im).sort((a, b) => Number(!!a.archived) - Number(!!b.archived));
  return (
    <nav className="sidebar" aria-label={t("channels")}>
      <header className="brand">
        <img src="icon.svg" alt="" width="30" height="30" />
        <h1>{t("app")}</h1>
        <button type="button" className="icon-button drawer-close" aria-label={t("close")} onClick={close}>✕</button>
      </header>
      <ActAs route={route} />
      <div className="sidebar-scroll">
        <h2>{t("app_section")}</h2>
        <a
          className={route.place === homePlace ? "place current" : "place"}
          aria-current={route.place === homePlace ? "page" : undefined}
          data-testid="home-tab"
          href={formatRoute({ place: homePlace, as: route.as })}
        >
          <span className="place-mark" aria-hidden="true">⌂</span>
          <span className="place-name">{state?.bot.name ?? "Vigie"} · {t("home")}</span>
        </a>
        <h2>{t("channels")}</h2>
        {rooms.map((channel) => <Room key={channel.id} channel={channel} route={route} />)}
        <h2>{t("direct")}</h2>
        <Directs route={route} />
      </div>
      <footer className="sidebar-foot">
        <label>
          <span>{t("language")}</span>
          <select data-testid="ui-language" value={choice} onChange={(e) => choose(e.target.value as LangChoice)}>
            <option value="auto">{t("language_auto")}</option>
            <option value="fr">Français</option>
            <option value="en">English</option>
          </select>
        </label>
      </footer>
    </nav>
  );
}

function ActAs({ route }: { route: Route }) {
  const { t, lang } = useText();
  const { state } = useWorkspace();
  const people = (state?.users ?? []).filter((u) => !u.is_bot);
  const me = people.find((u) => u.id === route.as);
  const switchTo = (as: string) => go({ place: state?.channels.find((c) => c.id === route.place)?.is_im ? "" : route.place, as });
  return (
    <div className="act-as">
      <Avatar user={me} name={me?.real_name ?? "?"} size={40} />
      <div className="act-as-text">
        <label htmlFor="act-as">{t("act_as")}</label>
        <span className="act-as-name" aria-hidden="true">{me?.real_name ?? "…"} <span>▾</span></span>
        <select id="act-as" data-testid="act-as" value={route.as} onChange={(e) => switchTo(e.target.value)}>
          {people.map((user) => (
            <option key={user.id} value={user.id}>{[user.real_name || user.name, local(user.title, lang), user.locale].filter(Boolean).join(" · ")}</option>
          ))}
        </select>
        {me && <p>{[local(me.title, lang), me.locale, local(me.captain_note, lang)].filter(Boolean).join(" · ")}</p>}
      </div>
    </div>
  );
}

function Badge({ count }: { count: number | undefined }) {
  const { t } = useText();
  if (!count) return null;
  return <span className="badge" aria-label={t("unread", { n: count })}>{count > 99 ? "99+" : count}</span>;
}

function Room({ channel, route }: { channel: Channel; route: Route }) {
  const { t } = useText();
  const { unread, me } = useWorkspace();
  const current = route.place === channel.id;
  const member = !channel.members || channel.members.includes(me);
  const look = [current && "current", unread[channel.id] && "unread", (channel.archived || !member) && "faint"].filter(Boolean).join(" ");
  return (
    <a
      className={`place ${look}`}
      aria-current={current ? "page" : undefined}
      data-testid={`channel-${channel.name}`}
      href={formatRoute({ place: channel.id, as: route.as })}
    >
      <span className="place-mark" aria-label={channel.is_private ? t("private_channel") : undefined} aria-hidden={!channel.is_private}>
        {channel.is_private ? "🔒" : "#"}
      </span>
      <span className="place-name">{channel.name}</span>
      <Badge count={unread[channel.id]} />
    </a>
  );
}

function Directs({ route }: { route: Route }) {
  const { state } = useWorkspace();
  const users = [...(state?.users ?? [])].sort((a, b) => Number(!!b.is_bot) - Number(!!a.is_bot));
  return users.filter((u) => u.id !== route.as).map((user) => <Direct key={user.id} user={user} route={route} />);
}

function Direct({ user, route }: { user: User; route: Route }) {
  const { state, dm, unread } = useWorkspace();
  const im = state?.channels.find((c) => c.is_im && (c.user === user.id || (c.members ?? []).includes(user.id)));
  const current = !!im && route.place === im.id;
  const open = async () => {
    const channel = im?.id ?? (await dm(user.id));
    if (channel) go({ place: channel, as: route.as });
  };
  return (
    <button
      type="button"
      className={`place${current ? " current" : ""}${im && unread[im.id] ? " unread" : ""}`}
      aria-current={current ? "page" : undefined}
      data-testid={`dm-${user.id}`}
      onClick={() => void open()}
    >
      <Avatar user={user} name={user.real_name || user.name} size={20} />
      <span className="place-name">{user.real_name || user.name}</span>
      <Badge count={im && unread[im.id]} />
    </button>
  );
}
