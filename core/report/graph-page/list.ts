// The list of elements at the left: those that the search finds, the best first. Only rows in sight are made.

import { colourOf } from "./colours.ts";
import { make } from "./dom.ts";
import { duration, type PageModel } from "./model.ts";
import type { PageState } from "./state.ts";

const ROW = 28;

export interface ElementList {
  /** Shows what is found; keeps the element in focus in sight. */
  draw(state: PageState): void;
  /** The elements shown, in their order. */
  shown(): readonly number[];
}

export function createList(box: HTMLElement, model: PageModel, choose: (id: number) => void): ElementList {
  const rows = make("div", { role: "listbox", "aria-label": "elements", class: "rows" });
  box.append(rows);
  let found: readonly number[] = [];
  let state: PageState | undefined;
  let searched: string | undefined;
  box.addEventListener("scroll", fill, { passive: true });
  rows.addEventListener("click", (event) => {
    const row = (event.target as Element).closest<HTMLElement>("[data-id]");
    if (row?.dataset["id"] !== undefined) choose(Number(row.dataset["id"]));
  });

  return {
    draw(now) {
      state = now;
      if (searched !== now.search) {
        searched = now.search;
        found = search(model, now.search);
        rows.style.height = `${found.length * ROW}px`;
        box.scrollTop = 0;
      }
      const at = now.focus === undefined ? -1 : found.indexOf(now.focus);
      if (at >= 0) {
        if (at * ROW < box.scrollTop) box.scrollTop = at * ROW;
        else if ((at + 1) * ROW > box.scrollTop + box.clientHeight) box.scrollTop = (at + 1) * ROW - box.clientHeight;
      }
      fill();
    },
    shown: () => found,
  };

  function fill(): void {
    const first = Math.max(0, Math.floor(box.scrollTop / ROW) - 4);
    const last = Math.min(found.length, first + Math.ceil(box.clientHeight / ROW) + 8);
    rows.replaceChildren(...found.slice(first, last).map((id, index) => rowOf(id, first + index)));
    if (found.length === 0) rows.append(make("p", { class: "empty" }, "nothing is named so"));
  }

  function rowOf(id: number, position: number): HTMLElement {
    const row = make("div", {
      role: "option",
      class: "row",
      "data-id": String(id),
      "aria-selected": String(state?.focus === id),
      title: `${model.names[id]} (${model.view.elements[id]?.kind}, ${model.view.elements[id]?.state})`,
      style: `top: ${position * ROW}px`,
    });
    const dot = make("span", { class: "dot", style: `background: ${colourOf(model, id, state?.colour ?? "state")}` });
    const time = model.time[id] ?? 0;
    row.append(
      dot,
      make("span", { class: "name" }, make("bdi", {}, model.names[id] ?? "")),
      make("span", { class: "time" }, time > 0 ? duration(time) : ""),
    );
    return row;
  }
}

/** Every word must occur in name or kind. Names that begin with the first word come first. */
export function search({ view, names }: PageModel, text: string): readonly number[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const ids = view.elements.map((_, id) => id);
  const [first] = words;
  if (first === undefined) return ids.sort((a, b) => ((names[a] ?? "") < (names[b] ?? "") ? -1 : 1));
  const rank = (id: number): number => {
    const name = (names[id] ?? "").toLowerCase();
    const last = name.slice(name.lastIndexOf("/") + 1);
    return last.startsWith(first) ? 0 : last.includes(first) ? 1 : name.includes(first) ? 2 : 3;
  };
  return ids
    .filter((id) => {
      const said = `${names[id]} ${view.elements[id]?.kind}`.toLowerCase();
      return words.every((word) => said.includes(word));
    })
    .sort((a, b) => rank(a) - rank(b) || ((names[a] ?? "") < (names[b] ?? "") ? -1 : 1));
}
