// Upstream: packs the releases that lie here, lists them in an index, and serves both: `node upstream/serve.js [port] [version…]`.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { createServer } from "node:http";

const [port = "8462", ...versions] = process.argv.slice(2);
const here = import.meta.dirname;
const names = readdirSync(here).filter((name) => name.startsWith("greet-") && (versions.length === 0 || versions.includes(name.slice(6))));
const archives = new Map(
  names.map((name) => [
    `/${name}.tar`,
    execFileSync("tar", ["--create", "--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner", "--directory", here, name]),
  ]),
);
const index = [...archives].map(([path, bytes]) => ({
  version: path.slice("/greet-".length, -".tar".length),
  file: path.slice(1),
  sha256: createHash("sha256").update(bytes).digest("hex"),
}));

createServer((request, response) => {
  const body = request.url === "/index.json" ? JSON.stringify(index) : archives.get(request.url ?? "");
  response.statusCode = body === undefined ? 404 : 200;
  response.end(body ?? "not here\n");
}).listen(Number(port), "127.0.0.1", function () {
  process.stdout.write(`http://127.0.0.1:${this.address().port}\n`);
});
