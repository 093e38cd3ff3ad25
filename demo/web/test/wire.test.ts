import assert from "node:assert/strict";
import { test } from "node:test";
import { suggest } from "../src/suggest";
import type { State } from "../src/types";
import { toWire } from "../src/wire";

const users = [
  { id: "U0LEO", name: "leo", real_name: "Léo Martin", locale: "fr-FR" },
  { id: "U0VIGIE", name: "vigie", real_name: "Vigie", locale: "fr-FR", is_bot: true },
];
const channels = [{ id: "C0PROD", name: "production" }];
const state = { users, channels, commands: [{ command: "/captain", usage_hint: "[who]" }, { command: "/incident" }], shortcuts: [], actions: [] } as unknown as State;
const wire = (text: string) => toWire(text, users, channels);

test("names and channels are sent as ids, and the rest as typed", () => {
  assert.equal(wire("@Léo Martin voit #production <b> & co"), "<@U0LEO> voit <#C0PROD|production> <b> & co");
  assert.equal(wire("@vigie bonjour, a@vigie.fr, @here"), "<@U0VIGIE> bonjour, a@vigie.fr, <!here>");
  assert.equal(wire("@vigiel @leonard"), "@vigiel @leonard");
  assert.equal(wire("<@U0LEO> déjà, https://e.org/@leo"), "<@U0LEO> déjà, https://e.org/@leo");
});

test("a command gets the name beside the id", () => {
  assert.equal(wire("/captain swap @leo 24/12"), "/captain swap <@U0LEO|leo> 24/12");
});

test("commands, people and channels are offered where they are begun", () => {
  assert.deepEqual(suggest("/c", state, "fr")?.list.map((s) => s.key), ["/captain"]);
  assert.equal(suggest("/captain w", state, "fr"), undefined);
  assert.deepEqual(suggest("salut @lé", state, "fr")?.list.map((s) => s.key), ["U0LEO"]);
  assert.deepEqual(suggest("voir #pro", state, "fr")?.list.map((s) => s.key), ["C0PROD"]);
  assert.equal(suggest("a@b", state, "fr"), undefined);
});
