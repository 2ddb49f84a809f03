// Builds the portal: node build.mjs OUTPUT. Installs the packages if the lock file changed, and does nothing if nothing changed.
// If the portal cannot be built here, it says why in one line and leaves the output empty: a server without it still works.
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { delimiter, dirname, extname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const client = join(here, "../typescript/src");
const output = resolve(process.argv[2] ?? join(here, "target/portal"));
const hashes = join(here, "target");
const COMPRESSED = [".js", ".css", ".svg", ".json"];
const MIN_COMPRESSED_BYTES = 512;

/** All files below a folder, sorted, without those of other builds. */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function hashOf(files) {
  const hash = createHash("sha256").update(process.version);
  for (const file of files) {
    hash.update(relative(here, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

/** Whether the work of a name was done for the same input. */
function isDone(name, hash) {
  const file = join(hashes, `${name}.sha256`);
  return existsSync(file) && readFileSync(file, "utf8") === hash;
}

function markDone(name, hash) {
  mkdirSync(hashes, { recursive: true });
  writeFileSync(join(hashes, `${name}.sha256`), hash);
}

function npm(...args) {
  const windows = process.platform === "win32";
  const result = spawnSync(windows ? "npm.cmd" : "npm", args, { cwd: here, encoding: "utf8", shell: windows });
  if (result.error !== undefined || result.status !== 0) {
    const reason = result.error?.message ?? result.stderr.trim().split("\n").slice(0, 3).join(" ");
    leaveOut(`\`npm ${args[0]}\` of Node.js ${process.version} failed: ${reason}`);
  }
}

/** A machine without packages, and a network that is away, are no errors of the sources. */
function leaveOut(reason) {
  rmSync(output, { recursive: true, force: true });
  console.log(`The portal is left out of this build: ${reason}`);
  process.exit(process.env.CODEAGENT_PORTAL === "required" ? 1 : 0);
}

function installPackages() {
  const hash = hashOf([join(here, "package.json"), join(here, "package-lock.json")]);
  if (!existsSync(join(here, "node_modules/vite/package.json")) || !isDone("packages", hash)) {
    npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline");
    markDone("packages", hash);
  }
}

/** Writes what the server reads: the files with their hashes, and the addresses of the views. Compressed files lie beside the others. */
function describe(folder) {
  const files = {};
  for (const file of filesBelow(folder)) {
    const content = readFileSync(file);
    const name = relative(folder, file).split(sep).join("/");
    const packed = COMPRESSED.includes(extname(file)) && content.length >= MIN_COMPRESSED_BYTES;
    if (packed) {
      writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
    }
    files[name] = { hash: createHash("sha256").update(content).digest("hex").slice(0, 32), gzip: packed };
  }
  const views = Object.values(JSON.parse(readFileSync(join(here, "src/app/routes.json"), "utf8")));
  writeFileSync(join(folder, "files.json"), JSON.stringify({ files, views }, null, 1));
}

function build() {
  const inputs = [
    ...filesBelow(join(here, "src")).filter((file) => !/\.test\.tsx?$/.test(file)),
    ...filesBelow(join(here, "public")),
    ...filesBelow(client),
    ...["index.html", "package-lock.json", "vite.config.ts", "tsconfig.json", "build.mjs"].map((name) => join(here, name)),
  ];
  const hash = hashOf(inputs);
  if (isDone("build", hash + output) && existsSync(join(output, "files.json"))) {
    return;
  }
  installPackages();
  rmSync(output, { recursive: true, force: true });
  const bin = (path) => join(here, "node_modules", path);
  execFileSync(process.execPath, [bin("typescript/bin/tsc"), "--noEmit"], { cwd: here, stdio: "inherit" });
  execFileSync(
    process.execPath,
    [bin("vite/bin/vite.js"), "build", "--outDir", output, "--emptyOutDir", "--logLevel", "warn"],
    { cwd: here, stdio: "inherit" },
  );
  describe(output);
  markDone("build", hash + output);
  const bytes = filesBelow(output).reduce((sum, file) => sum + (file.endsWith(".gz") ? statSync(file).size : 0), 0);
  console.log(`The portal is built: ${Math.round(bytes / 1000)} kB compressed.`);
}

/** The version of npm's package `node` that builds the portal where the installed Node.js is too old. */
const NODE_OF_NPM = "22.23.3";

/** Runs this script again with a Node.js of npm. */
function buildWithNodeOfNpm() {
  const folder = join(hashes, `node-${NODE_OF_NPM}`);
  const program = join(folder, "node_modules/node/bin", process.platform === "win32" ? "node.exe" : "node");
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    npm("install", "--prefix", folder, "--no-save", "--no-audit", "--no-fund", `node@${NODE_OF_NPM}`);
  }
  const environment = { ...process.env, PATH: dirname(program) + delimiter + process.env.PATH };
  const { error, status } = spawnSync(program, process.argv.slice(1), { stdio: "inherit", env: environment });
  if (error !== undefined) {
    leaveOut(`it needs Node.js 20.19 or newer, and that of npm does not start: ${error.message}`);
  }
  process.exit(status ?? 1);
}

const [major, minor] = process.versions.node.split(".").map(Number);
if (process.env.CODEAGENT_PORTAL === "skip") {
  leaveOut("CODEAGENT_PORTAL is skip.");
} else if (major < 20 || (major === 20 && minor < 19)) {
  buildWithNodeOfNpm();
} else {
  build();
}
