// Bundles src/ into dist/: one script, one style sheet, the page, its icon and the licences of what is bundled.
// Usage: node build.mjs [folder], by default dist.
import { build } from "esbuild";
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, process.argv[2] ?? "dist");

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const result = await build({
  absWorkingDir: here,
  entryPoints: { app: "src/main.tsx" },
  outdir: out,
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  legalComments: "none",
  define: { "process.env.NODE_ENV": '"production"' },
  metafile: true,
  logLevel: "warning",
});
for (const name of ["index.html", "icon.svg"]) await cp(join(here, "src", name), join(out, name));
await writeFile(join(out, "LICENSES.txt"), await licences(Object.keys(result.metafile.inputs)));

// licences lists every bundled package with the text of its licence file, in alphabetical order.
async function licences(inputs) {
  const found = new Set();
  for (const input of inputs) {
    const match = input.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)/);
    if (match) found.add(match[1]);
  }
  const parts = ["The page of the demo workspace bundles these packages.\n"];
  for (const name of [...found].sort()) parts.push(await licence(name));
  return parts.join("\n");
}

async function licence(name) {
  const folder = join(here, "node_modules", name);
  const about = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((f) => /^licen[cs]e/i.test(f));
  const text = file ? (await readFile(join(folder, file), "utf8")).trim() : "";
  return `${"-".repeat(78)}\n${name} ${about.version} (${about.license})\n\n${text}\n`.replace(/\r\n/g, "\n");
}
