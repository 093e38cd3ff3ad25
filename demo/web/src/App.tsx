import { useEffect, useMemo, useState } from "react";
import { channelTitle, ChannelView } from "./ChannelView";
import { HomeView } from "./HomeView";
import { LangContext, langOf, translator, useText } from "./i18n";
import { Modals } from "./Modals";
import { go, homePlace, useRoute, type Route } from "./route";
import { Sidebar } from "./Sidebar";
import { Toasts } from "./Toasts";
import type { Channel, Lang } from "./types";
import { DirectoryProvider, useConnection, useDirectoryOf, WorkspaceProvider, type Workspace } from "./workspace";
import { World } from "./World";

const firstPerson = "U0LEO";
const firstChannels = ["C0INCIDENTS", "C0GENERAL"];
const languageKey = "vigie-demo-language";

export type LangChoice = "auto" | Lang;

// App is the whole page: the person comes from the address, and another person is another page.
export function App() {
  const route = useRoute();
  const as = route.as || firstPerson;
  const [choice, setChoice] = useState<LangChoice>(savedLanguage);
  const [locale, setLocale] = useState<string>();
  const lang: Lang = choice === "auto" ? langOf(locale) : choice;
  const text = useMemo(() => ({ lang, t: translator(lang) }), [lang]);
  useEffect(() => {
    document.documentElement.lang = lang;
  }, [lang]);
  const choose = (next: LangChoice) => {
    setChoice(next);
    localStorage.setItem(languageKey, next);
  };
  return (
    <LangContext value={text}>
      <Page key={as} route={{ ...route, as }} choice={choice} choose={choose} onLocale={setLocale} />
    </LangContext>
  );
}

function savedLanguage(): LangChoice {
  const saved = localStorage.getItem(languageKey);
  return saved === "fr" || saved === "en" ? saved : "auto";
}

type PageProps = { route: Route; choice: LangChoice; choose: (c: LangChoice) => void; onLocale: (l: string | undefined) => void };

function Page({ route, choice, choose, onLocale }: PageProps) {
  const workspace = useConnection(route.as, route.place);
  const [drawer, setDrawer] = useState(false);
  const [world, setWorld] = useState(() => window.matchMedia("(min-width: 1180px)").matches);
  const locale = workspace.state?.users.find((u) => u.id === route.as)?.locale;
  useEffect(() => onLocale(locale), [locale, onLocale]);
  useEffect(() => setDrawer(false), [route.place]);
  useSettled(route, workspace.state?.channels);
  useTitle(route, workspace);
  const { thread } = route;
  const directory = useDirectoryOf(workspace);
  return (
    <DirectoryProvider value={directory}>
      <WorkspaceProvider value={workspace}>
        <Skip />
        <div className={`page${drawer ? " drawer-open" : ""}`}>
          <Sidebar route={route} choice={choice} choose={choose} close={() => setDrawer(false)} />
          <div className="scrim" onClick={() => setDrawer(false)} />
          <Main route={route} workspace={workspace} menu={() => setDrawer(true)} world={world && !thread} toggleWorld={() => setWorld(!world)} />
          {world && !thread && <World close={() => setWorld(false)} />}
        </div>
        <Modals />
        <Toasts />
      </WorkspaceProvider>
    </DirectoryProvider>
  );
}

function Skip() {
  const skip = () => document.getElementById("composer-main")?.focus();
  const text = translator(langOf(document.documentElement.lang));
  return <button type="button" className="skip" onClick={skip}>{text("skip")}</button>;
}

export type MainProps = { route: Route; workspace: Workspace; menu: () => void; world: boolean; toggleWorld: () => void };

function Main(props: MainProps) {
  return props.route.place === homePlace ? <HomeView {...props} /> : <ChannelView {...props} />;
}

// useTitle names the tab after the place.
function useTitle(route: Route, { state }: Workspace) {
  const { t } = useText();
  const channel = state?.channels.find((c) => c.id === route.place);
  const place = route.place === homePlace ? t("home") : channel && channelTitle(channel, state);
  useEffect(() => {
    document.title = place ? `${place} · ${t("app")}` : t("app");
  }, [place, t]);
}

// useSettled sends an address without a place to the first channel that the person can see.
function useSettled(route: Route, channels: Channel[] | undefined) {
  const known = route.place === homePlace || channels?.some((c) => c.id === route.place);
  useEffect(() => {
    if (!channels || known) return;
    const rooms = channels.filter((c) => !c.is_im);
    const first = firstChannels.find((id) => rooms.some((c) => c.id === id)) ?? rooms[0]?.id;
    if (first) go({ place: first, as: route.as });
  }, [channels, known, route.as]);
}
