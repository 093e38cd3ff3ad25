import { useEffect, useState } from "react";

// Where the page is: a channel (or the home tab of the bot) seen by one person, kept in the address after #.
export type Route = { place: string; as: string; thread?: string };

export const homePlace = "home";

export function parseRoute(hash: string): Route {
  const [path, query] = hash.replace(/^#\/?/, "").split("?");
  const params = new URLSearchParams(query ?? "");
  return { place: decode(path ?? ""), as: params.get("as") ?? "", thread: params.get("thread") ?? undefined };
}

export function formatRoute(route: Route): string {
  const params = new URLSearchParams({ as: route.as });
  if (route.thread) params.set("thread", route.thread);
  return `#/${encodeURIComponent(route.place)}?${params}`;
}

export function go(route: Route): void {
  window.location.hash = formatRoute(route);
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(window.location.hash));
  useEffect(() => {
    const follow = () => setRoute(parseRoute(window.location.hash));
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, []);
  return route;
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return "";
  }
}
