import assert from "node:assert/strict";
import { test } from "node:test";
import { encode, readMrkdwn, readPlain, safeLink } from "../src/rich";

const reader = { date: (seconds: number, format: string) => `${format}@${seconds}` };
const read = (text: string) => readMrkdwn(text, reader);
const first = (text: string) => read(text)[0]!.elements;
const said = (text: string) => read(text).flatMap((e) => e.elements).map((e) => e.text ?? `:${e.name}:`).join("");

test("hostile text is kept word for word and never read as HTML", () => {
  for (const text of [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "a|b\n-|-\n1|2", "# heading", "***", "---\nfoo", "    four spaces",
    "Title\n===", "![x](http://e.org/y.png)", "[^1]: note", "[a]: x", "back\\*slash C:\\dir", "5 < 6 && 7 > 3 | x", "${7*7} {{x}}", "&amp;lt;",
  ])
    assert.equal(said(encode(text)), text, text);
});

test("an address that could run code stays text", () => {
  for (const text of ["<javascript:alert(1)|click>", "<data:text/html,x|y>", "<vbscript:x>", "<file:///etc/passwd|z>"])
    assert.deepEqual(first(text).map((e) => e.type), ["text"], text);
  assert.equal(safeLink(" javascript:alert(1)"), false);
  assert.equal(safeLink("https://example.org"), true);
});

test("mentions, channels, groups and links are read", () => {
  assert.deepEqual(
    first("<@U0LEO> <#C0GEN|general> <!subteam^S1|@captains> <!here> <https://e.org/a_b|A & B>").filter((e) => e.type !== "text").map((e) => [e.type, e.user_id ?? e.channel_id ?? e.usergroup_id ?? e.range ?? e.url]),
    [["user", "U0LEO"], ["channel", "C0GEN"], ["usergroup", "S1|@captains"], ["broadcast", "here"], ["link", "https://e.org/a_b"]],
  );
});

test("dates are written in the reader's language", () => {
  assert.equal(said("<!date^1764000000^{time}|fallback>"), "{time}@1764000000");
  assert.equal(said("<!date^soon^{time}|fallback>"), "fallback");
});

test("styles need word edges and stay on their line", () => {
  assert.deepEqual(first("*bold* and _it_ ~no~ `co*de*`").filter((e) => Object.keys(e.style ?? {}).length).map((e) => [e.text, Object.keys(e.style!)[0]]), [
    ["bold", "bold"], ["it", "italic"], ["no", "strike"], ["co*de*", "code"],
  ]);
  for (const text of ["snake_case_name", "2*3*4", "a * b * c", "*one\ntwo*", "~/foo ~/bar"]) assert.equal(said(text), text);
  assert.deepEqual(first("*a _b_*").map((e) => Object.keys(e.style ?? {}).join()), ["bold", "bold,italic"]);
});

test("quotes and code blocks become their own elements", () => {
  assert.deepEqual(read("a\n&gt; q1\n&gt; q2\nb").map((e) => e.type), ["rich_text_section", "rich_text_quote", "rich_text_section"]);
  assert.deepEqual(read("x\n```\ncode &lt;b&gt;\n  in\n```\ny").map((e) => [e.type, e.elements[0]!.text]), [
    ["rich_text_section", "x"], ["rich_text_preformatted", "code <b>\n  in"], ["rich_text_section", "y"],
  ]);
});

test("bare addresses become links without the punctuation after them", () => {
  assert.deepEqual(first("see https://e.org/x?a=1&amp;b=2.").map((e) => [e.type, e.url ?? e.text]), [["text", "see "], ["link", "https://e.org/x?a=1&b=2"], ["text", "."]]);
});

test("hours are not emoji, names are", () => {
  assert.equal(first("10:14:22").length, 1);
  assert.deepEqual(first(":tada::+1::skin-tone-3: ok").map((e) => e.name ?? e.text), ["tada", "+1", " ok"]);
  assert.equal(readPlain(":fire: *x*")[0]!.elements[1]!.text, " *x*");
});

test("no text is lost, whatever it is", () => {
  const alphabet = ["*", "_", "~", "`", "<", ">", "|", "&", "\n", " ", "a", "é", "@", "#", "!", ":", "\\", "[", "]", "(", ")"];
  let seed = 7;
  const next = () => (seed = (seed * 1103515245 + 12345) % 2147483648);
  for (let i = 0; i < 3000; i++) {
    let text = "";
    for (let j = next() % 14; j >= 0; j--) text += alphabet[next() % alphabet.length];
    const kept = (s: string) => [...s].filter((c) => /[aé@#!:\\[\]()|&]/.test(c)).join("");
    assert.equal(kept(said(encode(text))), kept(text), JSON.stringify(text));
  }
});
