// The page of the graph, in a real browser: what it weighs, how soon it answers, and all that a person does with it, by mouse
// and by keyboard.

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { graphHtml } from "../../../core/report/graph-html.ts";
import type { ElementView, GraphView } from "../../../core/report/graph-view.ts";
import { hasCorpora } from "../../bst/oracle/data.ts";
import { prepare } from "../../bst/oracle/prepare.ts";
import { build } from "../../rig/outcomes.ts";
import { createProject, repository } from "../../rig/project.ts";
import { createSmallSystem } from "../../rig/small-system.ts";

const program = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((path) => existsSync(path));
const scratch = mkdtempSync(join(tmpdir(), "forge-page-"));
let browser: Browser;

beforeAll(async () => {
  if (program === undefined) throw new Error("the tests of the graph's page need the Debian package chromium");
  const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
  browser = await chromium.launch({ executablePath: program, args: [...args, "--disable-component-update", "--disable-sync"] });
});
afterAll(async () => {
  await browser?.close();
  rmSync(scratch, { recursive: true, force: true });
});

/** A graph as large as the largest that is known: 1,321 elements, 5 edges each, all built. */
function largeGraph(): GraphView {
  const elements = Array.from(
    { length: 1321 },
    (_, id): ElementView => ({
      name: `components/folder-${id % 40}/element-${id}.bst`,
      kind: id % 7 === 0 ? "stack" : "meson",
      description: "an element with a description as long as they are",
      state: id < 1000 ? "cached" : "missing",
      key: id.toString(16).padStart(64, "0"),
      milliseconds: (id * 7919) % 90_000,
      place: { file: `elements/components/folder-${id % 40}/element-${id}.bst`, line: 1, column: 1 },
      edges: [1, 2, 7, 40, 200].filter((back) => back <= id).map((back) => ({ to: id - back, type: back === 1 ? "build" : "all" })),
    }),
  );
  const jobs = elements.map(({ name, milliseconds = 0 }, id) => ({
    name,
    kind: "build",
    start: id * 1000,
    end: id * 1000 + milliseconds,
    ok: id !== 900,
  }));
  return { project: "large", elements, build: { began: 1_764_000_000_000, milliseconds: 1_420_000, jobs } };
}

async function open(file: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 860 } });
  page.on("pageerror", (error) => expect.fail(`the page failed: ${error.stack}`));
  page.on("request", (request) => expect(request.url()).toMatch(/^file:/));
  await page.goto(`file://${file}`);
  await page.waitForSelector("html[data-ready]");
  return page;
}

const focused = (page: Page): Promise<string> => page.locator("#detail h2").innerText();

describe("a page of 1,321 elements", () => {
  const file = join(scratch, "large.html");
  beforeAll(() => writeFileSync(file, graphHtml(largeGraph(), readFileSync(join(repository, "dist/graph-page.js"), "utf8"))));

  test("is at most 2 MB, and answers within a second", async () => {
    expect(statSync(file).size).toBeLessThanOrEqual(2_000_000);
    const times: number[] = [];
    // Of several, for the machine does other things, too. The page's own clock begins when it is opened.
    for (let attempt = 0; attempt < 5 && Math.min(...times, 9999) > 1000; attempt++) {
      const page = await open(file);
      const ready = Number(await page.locator("html").getAttribute("data-ready"));
      const answer = await page.evaluate(
        `(() => { const began = performance.now(); document.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown" })); return performance.now() - began; })()`,
      );
      expect(await focused(page)).toMatch(/^components\//);
      times.push(ready + Number(answer));
      await page.close();
    }
    expect(Math.min(...times)).toBeLessThanOrEqual(1000);
  });

  test("is searched, walked and coloured by keyboard, and found again by its address", async () => {
    const page = await open(file);
    expect(await focused(page)).toBe("No element in focus");
    await page.keyboard.press("/");
    await page.keyboard.type("element-100");
    expect(await page.locator("#count").innerText()).toBe("11 of 1321");
    await page.keyboard.press("Enter");
    expect(await focused(page)).toBe("components/folder-0/element-1000.bst");
    await page.keyboard.press("ArrowDown");
    expect(await focused(page)).toBe("components/folder-1/element-1001.bst");
    expect(await page.locator("#detail section.needs h3").innerText()).toContain("5, 1001 with what is behind them");
    await page.keyboard.press("ArrowLeft");
    expect(await focused(page)).toBe("components/folder-0/element-1000.bst");
    await page.keyboard.press("ArrowRight");
    expect(await page.locator("#legend").innerText()).toContain("cached 1000");
    await page.keyboard.press("c");
    expect(await page.locator("#legend").innerText()).toContain("from 1 min");
    expect(page.url()).toContain("#components");
    await page.reload();
    await page.waitForSelector("html[data-ready]");
    expect(await focused(page)).not.toBe("No element in focus");
    await page.keyboard.press("Escape");
    expect(await focused(page)).toBe("No element in focus");
    await page.close();
  });

  test("leads by mouse from the map, the critical path and the last build to an element", async () => {
    const page = await open(file);
    const box = await page.locator("#map").boundingBox();
    if (!box) throw new Error("no map");
    // The levels of this graph are a line of squares through the middle.
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    const onMap = await focused(page);
    expect(onMap).toMatch(/^components\//);
    await page.getByRole("tab", { name: "Critical path" }).click();
    expect(await page.locator("#critical .lead").innerText()).toMatch(/^A build of everything takes .* at least: these \d+ elements/);
    await page.locator("#critical button").nth(3).click();
    const onPath = await focused(page);
    expect(onPath).not.toBe(onMap);
    expect(await page.locator('#critical button[aria-current="true"]').innerText()).toBe(onPath);
    await page.getByRole("tab", { name: "Last build" }).click();
    expect(await page.locator("#timeline .lead").innerText()).toContain("1321 jobs in 23 min 40 s");
    expect(await page.locator('.job[title$=", failed"]').count()).toBe(1);
    await page.locator("#detail section.needs button").first().click();
    expect(await focused(page)).not.toBe(onPath);
    await page.close();
  });
});

describe.skipIf(!hasCorpora())("the page of gnome-build-meta", () => {
  test("has all of its elements, is at most 2 MB, and answers", async () => {
    await using project = createProject({});
    const directory = join(scratch, "gnome-build-meta-47");
    prepare("gnome-build-meta-47", directory);
    const file = join(scratch, "gnome.html");
    const run = await project.forge(["-C", directory, "graph", "--web", file, "**"]);
    expect(run, run.stderr).toMatchObject({ exitCode: 0 });
    expect(statSync(file).size).toBeLessThanOrEqual(2_000_000);
    const page = await open(file);
    expect(Number(/(\d+) elements/.exec(await page.title())?.[1])).toBeGreaterThan(1200);
    await page.keyboard.press("/");
    await page.keyboard.type("sdk/glib.bst");
    await page.keyboard.press("Enter");
    expect(await focused(page)).toBe("sdk/glib.bst");
    await page.close();
  }, 60_000);
});

test("forge writes the page of a project, whose names are never taken for markup", async () => {
  await using project = createSmallSystem();
  await build(project);
  expect(await project.forge(["graph", "--web", "out.html"])).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
  const page = await open(join(project.root, "out.html"));
  expect(await page.title()).toBe("small: 4 elements");
  await page.keyboard.press("3");
  expect(await page.locator("#timeline .job").count()).toBe(5);
  await page.close();
  expect((await project.forge(["graph", "--web", "-", "base"])).stdout).toMatch(/^<!doctype html>/);
  expect(await project.forge(["graph", "--web", "none/out.html"])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("FORGE5006"),
  });

  const hostile = largeGraph()
    .elements.slice(0, 1)
    .map((element) => ({ ...element, name: "</script><img src=x onerror=alert(1)>" }));
  const file = join(scratch, "hostile.html");
  writeFileSync(file, graphHtml({ project: "<b>", elements: hostile }, readFileSync(join(repository, "dist/graph-page.js"), "utf8")));
  const odd = await open(file);
  await odd.keyboard.press("ArrowDown");
  expect(await focused(odd)).toBe("</script><img src=x onerror=alert(1)>");
  expect(await odd.locator("img").count()).toBe(0);
  await odd.close();
});
