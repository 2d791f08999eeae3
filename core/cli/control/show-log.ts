// Shows a log to a person: in their pager, and where there is none, all of it.

import { spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import type { Output } from "../../report/reporter.ts";

/** Resolves when they have seen it. */
export async function showLog(path: string, output: Output): Promise<void> {
  if (await page(process.env["PAGER"] ?? "less", path)) return;
  for await (const text of createReadStream(path, "utf8")) output.write(String(text));
}

/** False where there is no such program. */
function page(pager: string, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn("sh", ["-c", `exec ${pager} "$1"`, "sh", path], { stdio: ["inherit", "inherit", "ignore"] });
    child.on("error", () => resolve(false));
    child.on("close", (code) => resolve(code !== 127 && code !== 126));
  });
}
