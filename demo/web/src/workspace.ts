import { createContext, useContext, useEffect, useMemo, useReducer } from "react";
import type { Place } from "./api";
import { useDeeds } from "./deeds";
import { useEvents, useLoading } from "./loading";
import { emptyStore, reduce, type Store } from "./store";
import type { Answer, Channel, Group, Held, User, Values } from "./types";

// What a person may do. Every deed speaks for the acting person and tells its failures as a toast; the promise says
// whether it went through.
export type Deeds = {
  untell: (id: number) => void;
  say: (channel: string, text: string, thread?: string) => Promise<boolean>;
  act: (place: Place, action: Held, values: Values) => Promise<boolean>;
  submitView: (id: string, values: Values) => Promise<Answer>;
  closeView: (id: string) => Promise<void>;
  shortcut: (id: string, channel?: string, ts?: string) => Promise<boolean>;
  react: (channel: string, ts: string, name: string) => Promise<boolean>;
  join: (channel: string) => Promise<boolean>;
  dm: (user: string) => Promise<string | undefined>;
  control: (id: string, value?: boolean) => Promise<boolean>;
  forget: (channel: string, ts: string) => void;
};

export type Loading = { load: () => Promise<void>; loadMessages: (channel: string, thread?: string) => Promise<void> };

export type Workspace = Store & Deeds & Loading & { me: string };

const Context = createContext<Workspace | undefined>(undefined);
export const WorkspaceProvider = Context.Provider;

export function useWorkspace(): Workspace {
  const workspace = useContext(Context);
  if (!workspace) throw new Error("the workspace is used outside its provider");
  return workspace;
}

// Directory is who and what a text may name. It changes seldom, so that a new message does not draw the others again.
export type Directory = { users: User[]; channels: Channel[]; groups: Group[]; me: string };

const noGroups: Group[] = [];
const noDirectory: Directory = { users: [], channels: [], groups: noGroups, me: "" };
const DirectoryContext = createContext<Directory>(noDirectory);
export const DirectoryProvider = DirectoryContext.Provider;

export function useDirectory(): Directory {
  return useContext(DirectoryContext);
}

export function useDirectoryOf({ state, me }: Workspace): Directory {
  const { users, channels, groups = noGroups } = state ?? noDirectory;
  return useMemo(() => ({ users, channels, groups, me }), [users, channels, groups, me]);
}

// useConnection loads what one person sees, follows the events and reads the messages of the open channel. Another
// person means another mount: what was asked for one must never show to another.
export function useConnection(me: string, open: string): Workspace {
  const [store, change] = useReducer(reduce, emptyStore);
  const loading = useLoading(me, change);
  const { tell, told } = useEvents(me, open, loading, change);
  const deeds = useDeeds(me, loading, tell, told, change);
  const known = store.state?.channels.some((c) => c.id === open);
  useEffect(() => {
    if (!known) return;
    void loading.loadMessages(open);
    change({ do: "read", channel: open });
  }, [known, open, loading]);
  return useMemo(() => ({ ...store, ...deeds, ...loading, me }), [store, deeds, loading, me]);
}
