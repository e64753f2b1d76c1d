/** Fails when a built page is heavier than its budget. Sizes are gzip level 9, kB = 1000 B. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const DIST = join(dirname(fileURLToPath(import.meta.url)), "..", "dist");
const MANIFEST = join(DIST, ".vite", "manifest.json");
if (!existsSync(MANIFEST)) {
  console.error("No build found: run `npm run build` first.");
  process.exit(2);
}
const manifest = JSON.parse(readFileSync(MANIFEST, "utf8"));

/** Files of a chunk and of everything that it imports at once. */
function closure(key, files = new Set(), seen = new Set()) {
  if (seen.has(key) || !manifest[key]) return files;
  seen.add(key);
  const chunk = manifest[key];
  files.add(chunk.file);
  for (const css of chunk.css ?? []) files.add(css);
  for (const next of chunk.imports ?? []) closure(next, files, seen);
  return files;
}
const sizes = new Map();
function size(file) {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length / 1000);
  return sizes.get(file);
}
const total = (files) => [...files].reduce((sum, file) => sum + size(file), 0);

const initial = closure("index.html");
const failures = [];
function gate(name, value, budget) {
  const over = value > budget;
  if (over) failures.push(name);
  console.log(`${over ? "OVER" : "ok  "}  ${name.padEnd(28)} ${value.toFixed(1).padStart(7)} kB of ${budget}`);
}
gate("initial", total(initial), 260);

/** What a route adds to the page that is already open. `over` names routes that are open before. */
function extra(key, over = []) {
  const known = new Set(initial);
  for (const before of over) closure(before, known);
  return total([...closure(key)].filter((file) => !known.has(file)));
}
const RUNTIME = ["src/features/app-runtime/list/page.tsx", "src/features/app-runtime/record/page.tsx"];
/** The builders share one core, which the form builder's budget pays for. */
const STUDIO = [...RUNTIME, "src/features/form-builder/page.tsx"];
const ROUTES = [
  ["list", "src/features/app-runtime/list/page.tsx", [], 40],
  ["record and form", "src/features/app-runtime/record/page.tsx", [], 230],
  ["form builder", "src/features/form-builder/page.tsx", [], 170],
  ["flow canvas", "src/features/flow-builder/page.tsx", STUDIO, 90],
  ["report composer", "src/features/report-builder/page.tsx", STUDIO, 40],
  ["board builder", "src/features/board-builder/page.tsx", STUDIO, 40],
];
for (const [name, key, over, budget] of ROUTES) {
  if (manifest[key]) gate(name, extra(key, over), budget);
}
for (const chunk of Object.values(manifest)) {
  if (!chunk.file.endsWith(".js") || initial.has(chunk.file)) continue;
  const charts = /\/vega-/.test(chunk.file);
  const value = size(chunk.file);
  if (charts) gate("charts (one lazy chunk)", value, 300);
  else if (value > 150) gate(chunk.file, value, 150);
}
for (const chunk of Object.values(manifest)) {
  if (/elk|three|xr-emulator/.test(chunk.file)) failures.push(`forbidden in the build: ${chunk.file}`);
}
if (failures.length > 0) {
  console.error(`Over budget: ${failures.join(", ")}.`);
  process.exit(1);
}
