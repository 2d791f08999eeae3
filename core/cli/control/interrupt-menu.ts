// What Ctrl-C asks.

import type { Menu } from "./menu.ts";

export const INTERRUPTED: Menu = {
  title: ["interrupted: what runs stands still"],
  choices: [
    { key: "c", name: "continue" },
    { key: "q", name: "quit", text: "let what runs end, start nothing" },
    { key: "t", name: "terminate", text: "end what runs" },
  ],
};
