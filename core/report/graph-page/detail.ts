// The element in focus at the right: what it is, what it needs and what needs it. Without one, how to use the page.

import { colourOf } from "./colours.ts";
import { make } from "./dom.ts";
import { duration, type PageModel, reached } from "./model.ts";
import type { PageState } from "./state.ts";

const HOW: { readonly [type: string]: string } = { build: "to be built", runtime: "to run", all: "" };

export function drawDetail(box: HTMLElement, model: PageModel, state: PageState): void {
  const { focus } = state;
  const element = focus === undefined ? undefined : model.view.elements[focus];
  if (focus === undefined || !element) {
    box.replaceChildren(help());
    return;
  }
  const { name, kind, description, state: is, key, milliseconds, place, edges } = element;
  const facts: [string, string][] = [
    ["kind", kind],
    ["state", is],
    ...(milliseconds === undefined ? [] : [["took", duration(milliseconds)] as [string, string]]),
    ...(key === undefined ? [] : [["key", key.slice(0, 16)] as [string, string]]),
    ...(place
      ? [["written at", [place.file, place.line, place.column].filter((one) => one !== undefined).join(":")] as [string, string]]
      : []),
  ];
  const types = new Map(edges.map(({ to, type }) => [to, type]));
  const below = reached(focus, model.needs).size;
  const above = reached(focus, model.neededBy).size;
  box.replaceChildren(
    make("h2", {}, name),
    ...(description === undefined ? [] : [make("p", {}, description)]),
    make("dl", {}, ...facts.flatMap(([term, text]) => [make("dt", {}, term), make("dd", {}, text)])),
    section("needs", model.needs[focus] ?? [], below, (id) => HOW[types.get(id) ?? "all"] ?? ""),
    section("needed by", model.neededBy[focus] ?? [], above, (id) => {
      const type = model.view.elements[id]?.edges.find(({ to }) => to === focus)?.type;
      return HOW[type ?? "all"] ?? "";
    }),
  );

  function section(title: string, ids: readonly number[], all: number, how: (id: number) => string): HTMLElement {
    const more = all > ids.length ? `, ${all} with what is behind them` : "";
    return make(
      "section",
      { class: title === "needs" ? "needs" : "needed" },
      make("h3", {}, title, make("small", {}, ids.length === 0 ? " nothing" : ` ${ids.length}${more}`)),
      make(
        "ul",
        {},
        ...ids.map((id) =>
          make(
            "li",
            {},
            make("span", { class: "dot", style: `background: ${colourOf(model, id, state.colour)}` }),
            make("button", { type: "button", "data-id": String(id) }, model.names[id] ?? ""),
            make("small", {}, how(id)),
          ),
        ),
      ),
    );
  }
}

function help(): HTMLElement {
  const keys: readonly (readonly [string, string])[] = [
    ["/", "search"],
    ["↓ ↑", "next, previous element"],
    ["→ ←", "to what needs it most deeply, to what it needs"],
    ["1 2 3", "map, critical path, last build"],
    ["c", "colour by state or time"],
    ["Esc", "all elements again"],
  ];
  return make(
    "section",
    { class: "help" },
    make("h2", {}, "No element in focus"),
    make("p", {}, "Choose one in the list or on the map: what it needs lies to its left, what needs it to its right."),
    make("dl", {}, ...keys.flatMap(([key, what]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, what)])),
  );
}
