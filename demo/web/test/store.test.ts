import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyStore, reduce, type Store } from "../src/store";
import type { Event, Message } from "../src/types";

const said = (ts: string, more: Partial<Message> = {}): Message => ({ channel: "C0PROD", ts, user: "U0ANA", text: ts, ...more });
const heard = (store: Store, event: Event, at: number) => reduce(store, { do: "event", event, me: "U0LEO", open: "C0GEN", at });
const listed = (store: Store) => (store.messages.C0PROD ?? []).map((m) => m.ts);

test("a list read anew drops what the server forgot and keeps what came while it was on its way", () => {
  let store = heard(emptyStore, { type: "message", message: said("1") }, 100);
  store = heard(store, { type: "message", message: said("3") }, 300);
  store = reduce(store, { do: "messages", channel: "C0PROD", messages: [said("2")], asked: 200 });
  assert.deepEqual(listed(store), ["2", "3"]);
  store = reduce(store, { do: "messages", channel: "C0PROD", messages: [], asked: 400 });
  assert.deepEqual(listed(store), []);
});

test("a thread's list only adds, and an edit replaces", () => {
  let store = reduce(emptyStore, { do: "messages", channel: "C0PROD", messages: [said("1")], asked: 1 });
  store = reduce(store, { do: "messages", channel: "C0PROD", messages: [said("2", { thread_ts: "1" })] });
  store = heard(store, { type: "update", message: said("1", { text: "new", edited: true }) }, 5);
  assert.deepEqual(listed(store), ["1", "2"]);
  assert.equal(store.messages.C0PROD?.[0]?.text, "new");
});

test("unread counts others' messages elsewhere, not replies, one's own or the open channel's", () => {
  let store = heard(emptyStore, { type: "message", message: said("1") }, 1);
  store = heard(store, { type: "message", message: said("2", { thread_ts: "1" }) }, 1);
  store = heard(store, { type: "message", message: said("3", { user: "U0LEO" }) }, 1);
  store = heard(store, { type: "message", message: said("4", { channel: "C0GEN" }) }, 1);
  assert.deepEqual(store.unread, { C0PROD: 1 });
  assert.equal(reduce(store, { do: "read", channel: "C0PROD" }).unread.C0PROD, 0);
});

test("views stack, are replaced by their id and close one by one", () => {
  const view = (id: string, callback_id = "") => ({ type: "view", view: { id, type: "modal", blocks: [], callback_id } }) as Event;
  let store = heard(heard(emptyStore, view("V1"), 1), view("V2"), 1);
  store = heard(store, view("V1", "changed"), 1);
  assert.deepEqual(store.views.map((v) => [v.id, v.callback_id]), [["V1", "changed"], ["V2", ""]]);
  store = heard(store, { type: "view_closed", view_id: "V2" }, 1);
  assert.deepEqual(store.views.map((v) => v.id), ["V1"]);
});
