/* Builds static/src into static/dist: hashed bundles, the icon sprite, the fonts of the certificates, and manifest.json. */
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

import { writeRareFonts } from "./rare-fonts.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "src");
const target = join(here, "dist");
const modules = join(here, "..", "node_modules");

const ENTRIES = ["app.css", "fonts.css", "print.css", "theme.js", "app.js", "board.js", "run.js", "gallery.js"];

// PDF drawing opens these by exact name, so they carry no hash.
const DOCUMENT_FONTS = {
  "NotoSansSC-Regular.ttf": "noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
  "NotoSansSC-Medium.ttf": "noto-sans-sc/500Medium/NotoSansSC_500Medium.ttf",
  "NotoSerifSC-Regular.ttf": "noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf",
  "NotoSerifSC-Bold.ttf": "noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf",
};

const LICENCES = {
  "NotoSansSC-OFL.txt": "noto-sans-sc/LICENSE_FONT",
  "NotoSerifSC-OFL.txt": "noto-serif-sc/LICENSE_FONT",
};

/** Copies the fonts that certificates embed; unchanged files are left alone. Returns the paths inside dist. */
function copyDocumentFonts() {
  mkdirSync(join(target, "fonts"), { recursive: true });
  return Object.entries({ ...DOCUMENT_FONTS, ...LICENCES }).map(([name, origin]) => {
    const from = join(modules, "@expo-google-fonts", origin);
    const to = join(target, "fonts", name);
    if (!existsSync(to) || statSync(to).size !== statSync(from).size) {
      // A copy that is broken off must not look like a font to someone who reads at the same moment.
      copyFileSync(from, `${to}.part`);
      renameSync(`${to}.part`, to);
    }
    return `fonts/${name}`;
  });
}

/** Draws the sprite of the icons listed in icons.json ({our name: Tabler name}). Returns its logical and real name. */
function writeSprite() {
  const listed = JSON.parse(readFileSync(join(source, "icons.json"), "utf8"));
  const symbols = Object.entries(listed).map(([name, tabler]) => {
    const file = join(modules, "@tabler/icons/icons", tabler.startsWith("filled/") ? "" : "outline", `${tabler}.svg`);
    const drawing = readFileSync(file, "utf8");
    const filled = tabler.startsWith("filled/");
    const shapes = drawing.slice(drawing.indexOf(">") + 1, drawing.lastIndexOf("</svg>"));
    const kept = shapes.replace(/\s*<path stroke="none" d="M0 0h24v24H0z" fill="none" \/>/, "").trim();
    const paint = filled ? 'fill="currentColor" stroke="none"' : 'fill="none" stroke="currentColor"';
    return `<symbol id="${name}" viewBox="0 0 24 24" ${paint} stroke-linecap="round" stroke-linejoin="round">${kept}</symbol>`;
  });
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
  return writeHashed("icons.svg", sprite);
}

/** Draws the mark of the product for the browser's tab, in the accent of tokens.css. */
function writeMark() {
  const accent = /--accent: (#\w+);/.exec(readFileSync(join(source, "styles/tokens.css"), "utf8"))[1];
  const drawing = readFileSync(join(source, "mark.svg"), "utf8").replace("currentColor", accent);
  return writeHashed("mark.svg", drawing);
}

/** Writes text under a name that carries its hash. Returns [logical name, real name]. */
function writeHashed(logical, text) {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase();
  const name = logical.replace(/(\.\w+)$/, `-${hash}$1`);
  writeFileSync(join(target, name), text);
  return [logical, name];
}

/** Bundles every entry. Returns [[logical, real], …] and the list of all files written. */
async function bundle() {
  const result = await build({
    absWorkingDir: here,
    entryPoints: ENTRIES.map((name) => join(source, name)),
    outdir: target,
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    target: ["es2022", "chrome109", "firefox115", "safari16"],
    entryNames: "[name]-[hash]",
    chunkNames: "chunk-[hash]",
    assetNames: "fonts/web/[name]-[hash]",
    loader: { ".woff2": "file", ".svg": "dataurl" },
    metafile: true,
    legalComments: "linked",
    logLevel: "warning",
  });
  const names = [];
  for (const [path, output] of Object.entries(result.metafile.outputs)) {
    const file = relative(target, join(here, path));
    if (!ENTRIES.includes(basename(output.entryPoint ?? "")) || file.endsWith(".map")) continue;
    names.push([basename(output.entryPoint), file]);
    if (output.cssBundle) {
      names.push([basename(output.entryPoint).replace(/js$/, "css"), relative(target, join(here, output.cssBundle))]);
    }
  }
  return { names, files: Object.keys(result.metafile.outputs).map((path) => relative(target, join(here, path))) };
}

/** Removes what an earlier build left behind. */
function sweep(kept) {
  for (const entry of readdirSync(target, { recursive: true, withFileTypes: true })) {
    const file = relative(target, join(entry.parentPath, entry.name));
    if (entry.isFile() && !kept.has(file)) rmSync(join(target, file));
  }
}

const started = Date.now();
mkdirSync(target, { recursive: true });
const fonts = copyDocumentFonts();
const rare = await writeRareFonts(modules, target);
const drawings = [writeSprite(), writeMark(), writeHashed("rare.css", rare.css)];
const { names, files } = await bundle();
const manifest = Object.fromEntries([...names, ...drawings, ...fonts.map((name) => [name, name])].sort());
writeFileSync(join(target, "manifest.json.part"), `${JSON.stringify(manifest, null, 2)}\n`);
renameSync(join(target, "manifest.json.part"), join(target, "manifest.json"));
sweep(new Set([...files, ...fonts, ...rare.files, ...drawings.map(([, name]) => name), "manifest.json"]));
console.log(`static/dist: ${names.length + drawings.length} bundles, ${fonts.length} document fonts, ${((Date.now() - started) / 1000).toFixed(1)} s`);
