// The generated pages say everything that the source knows: every verb and option, every error code, every setting.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { configurationSchema } from "../../../core/cli/configuration-schema.ts";
import { configurationPage, errorsPage, verbPages } from "../../../core/cli/pages.ts";
import { createProgram } from "../../../core/cli/program.ts";
import { errorCodes } from "../../../core/model/error-codes.ts";
import { repository } from "../../rig/project.ts";

test("a page for each verb with all its options", () => {
  const pages = verbPages();
  for (const command of createProgram(() => undefined).commands) {
    const page = pages.get(`${command.name()}.md`);
    for (const option of command.options) expect(page).toContain(option.long);
  }
});

test("every error code has its entry", () => {
  const page = errorsPage();
  for (const [code, { title, explanation }] of Object.entries(errorCodes)) {
    expect(page).toContain(`### ${code} ${title}`);
    expect(page).toContain(explanation);
  }
});

test("every setting stands on the configuration's page, described", () => {
  const page = configurationPage();
  for (const [name, field] of Object.entries(configurationSchema.shape)) {
    expect(page).toContain(`| \`${name}\` |`);
    expect(field.description, name).toBeTruthy();
  }
});

test("docs/ holds the pages as they are made now", () => {
  const read = (path: string): string => readFileSync(join(repository, "docs", path), "utf8");
  expect(read("errors.md")).toBe(errorsPage());
  expect(read("configuration.md")).toBe(configurationPage());
  for (const [name, text] of verbPages()) expect(read(join("verbs", name))).toBe(text);
});
