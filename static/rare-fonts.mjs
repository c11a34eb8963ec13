/* Slices of the characters that the web font leaves out (rare names), cut from the font of the certificates. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Blob, Face } from "harfbuzzjs";
import subsetFont from "subset-font";

const FAMILY = "Noto Sans SC Variable";
const SLICE = 1000;
// Han characters outside of the web font's slices: extension A, the basic block, and everything above the basic plane.
const isHan = (point) => (point >= 0x3400 && point <= 0x9fff) || point >= 0x20000;

/** Writes the slices that are missing; returns their paths inside `target` and the CSS that names them. */
export async function writeRareFonts(modules, target) {
  const bytes = readFileSync(join(target, "fonts", "NotoSansSC-Regular.ttf"));
  const version = JSON.parse(readFileSync(join(modules, "@expo-google-fonts/noto-sans-sc/package.json"), "utf8")).version;
  mkdirSync(join(target, "fonts", "rare"), { recursive: true });
  const slices = sliced(missingPoints(modules, bytes));
  const faces = [];
  for (const [number, points] of slices.entries()) {
    const path = `fonts/rare/${version}-${number}.woff2`;
    await writeOnce(join(target, path), bytes, points);
    faces.push({ path, css: face(path, points) });
  }
  return { files: faces.map(({ path }) => path), css: faces.map(({ css }) => css).join("\n") };
}

function missingPoints(modules, bytes) {
  const css = readFileSync(join(modules, "@fontsource-variable/noto-sans-sc/wght.css"), "utf8");
  const covered = new Set();
  for (const [, first, last] of css.matchAll(/U\+([0-9a-f]+)(?:-([0-9a-f]+))?/gi)) {
    for (let point = parseInt(first, 16); point <= parseInt(last ?? first, 16); point += 1) covered.add(point);
  }
  const inFont = new Face(new Blob(bytes), 0).collectUnicodes();
  return [...inFont].filter((point) => isHan(point) && !covered.has(point)).sort((a, b) => a - b);
}

function sliced(points) {
  return Array.from({ length: Math.ceil(points.length / SLICE) }, (_, n) => points.slice(n * SLICE, (n + 1) * SLICE));
}

async function writeOnce(path, bytes, points) {
  if (existsSync(path)) return;
  const slice = await subsetFont(bytes, String.fromCodePoint(...points), { targetFormat: "woff2" });
  writeFileSync(`${path}.part`, slice);
  renameSync(`${path}.part`, path);
}

function face(path, points) {
  const range = points.map((point) => `U+${point.toString(16)}`).join(",");
  return `@font-face{font-family:"${FAMILY}";font-display:swap;font-weight:100 900;src:url(${path}) format("woff2");unicode-range:${range}}`;
}
