// The program of the page that `forge graph --web` writes: reads the graph that the page carries, draws, listens.
//
// Runs in a browser, alone: it fetches nothing and sends nothing.

import type { GraphView } from "../graph-view.ts";
import { drawCritical, drawTimeline } from "./bars.ts";
import { legend } from "./colours.ts";
import { drawDetail } from "./detail.ts";
import { make, part } from "./dom.ts";
import { createList, search } from "./list.ts";
import { createMap } from "./map.ts";
import { type PageModel, pageModel } from "./model.ts";
import { createStore, type PageState, type View } from "./state.ts";

const view = JSON.parse(part("graph").textContent ?? "") as GraphView;
const model = pageModel(view);
const field = part("search") as HTMLInputElement;
const canvas = part("map") as HTMLCanvasElement;
const map = createMap(canvas, model);
const list = createList(part("list"), model, focusOn);
const store = createStore(fromAddress(model), draw);

draw(store.get(), undefined);
document.documentElement.dataset["ready"] = String(Math.round(performance.now()));

field.addEventListener("input", () => store.set({ search: field.value }));
for (const tab of document.querySelectorAll<HTMLElement>("[data-view]"))
  tab.addEventListener("click", () => store.set({ view: tab.dataset["view"] as View }));
part("colour").addEventListener("click", () => toggleColour());
for (const id of ["detail", "critical", "timeline"])
  part(id).addEventListener("click", (event) => {
    const chosen = (event.target as Element).closest<HTMLElement>("[data-id]")?.dataset["id"];
    if (chosen !== undefined) focusOn(Number(chosen));
  });
canvas.addEventListener("click", (event) => store.set({ focus: map.at(event.clientX, event.clientY) }));
canvas.addEventListener("pointermove", (event) => {
  const id = map.at(event.clientX, event.clientY);
  map.hover(id);
  canvas.style.cursor = id === undefined ? "default" : "pointer";
  const tip = part("tip");
  tip.hidden = id === undefined;
  if (id === undefined) return;
  tip.textContent = `${model.names[id]}  ${view.elements[id]?.kind}`;
  tip.style.left = `${Math.min(event.clientX + 14, window.innerWidth - tip.offsetWidth - 8)}px`;
  tip.style.top = `${event.clientY + 16}px`;
});
canvas.addEventListener("pointerleave", () => {
  part("tip").hidden = true;
  map.hover(undefined);
});
new ResizeObserver(() => draw(store.get(), undefined)).observe(part("views"));
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw(store.get(), undefined));
window.addEventListener("hashchange", () => store.set({ focus: fromAddress(model).focus }));
document.addEventListener("keydown", onKey);

function focusOn(id: number): void {
  store.set({ focus: id });
}

function toggleColour(): void {
  store.set({ colour: store.get().colour === "state" ? "time" : "state" });
}

/** Draws what depends on what changed. Without a state before: everything. */
function draw(now: PageState, before: PageState | undefined): void {
  const isNew = (...names: readonly (keyof PageState)[]): boolean => !before || names.some((name) => now[name] !== before[name]);
  if (field.value !== now.search) field.value = now.search;
  if (isNew("view")) {
    for (const tab of document.querySelectorAll<HTMLElement>("[data-view]")) {
      const isOpen = tab.dataset["view"] === now.view;
      tab.setAttribute("aria-selected", String(isOpen));
      part(`${tab.dataset["view"]}-view`).hidden = !isOpen;
    }
  }
  if (isNew("colour")) {
    part("colour").textContent = `colour: ${now.colour}`;
    part("legend").replaceChildren(
      ...legend(model, now.colour).map(({ label, colour }) =>
        make("span", {}, make("i", { class: "dot", style: `background: ${colour}` }), label),
      ),
    );
  }
  list.draw(now);
  part("count").textContent = now.search.trim() === "" ? "" : `${list.shown().length} of ${view.elements.length}`;
  if (isNew("focus", "colour")) drawDetail(part("detail"), model, now);
  if (now.view === "map") map.draw(now, now.search.trim() === "" ? undefined : new Set(search(model, now.search)));
  else if (now.view === "critical" && isNew("view", "focus", "colour")) drawCritical(part("critical"), model, now);
  else if (now.view === "timeline" && isNew("view", "focus", "colour")) drawTimeline(part("timeline"), model, now);
  if (before && isNew("focus"))
    history.replaceState(
      undefined,
      "",
      now.focus === undefined ? location.pathname : `#${encodeURIComponent(model.names[now.focus] ?? "")}`,
    );
}

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const inField = document.activeElement === field;
  const { focus } = store.get();
  const act = (): boolean => {
    switch (event.key) {
      case "Escape":
        field.blur();
        store.set({ focus: undefined, search: "" });
        return true;
      case "ArrowDown":
      case "ArrowUp":
        step(event.key === "ArrowDown" ? 1 : -1);
        return true;
      case "Enter":
        if (!inField) return false;
        if (list.shown()[0] !== undefined && (focus === undefined || !list.shown().includes(focus))) focusOn(list.shown()[0] ?? 0);
        field.blur();
        return true;
    }
    if (inField) return false;
    switch (event.key) {
      case "/":
        field.focus();
        field.select();
        return true;
      case "ArrowLeft":
      case "ArrowRight": {
        const next = event.key === "ArrowLeft" ? model.needs : model.neededBy;
        const near = focus === undefined ? [] : (next[focus] ?? []);
        const deepest = near.reduce<number | undefined>(
          (best, id) => (best === undefined || (model.level[id] ?? 0) > (model.level[best] ?? 0) ? id : best),
          undefined,
        );
        if (deepest !== undefined) focusOn(deepest);
        return true;
      }
      case "c":
        toggleColour();
        return true;
      case "1":
      case "2":
      case "3":
        store.set({ view: (["map", "critical", "timeline"] as const)[Number(event.key) - 1] ?? "map" });
        return true;
      default:
        return false;
    }
  };
  if (act()) event.preventDefault();
}

function step(by: 1 | -1): void {
  const { focus } = store.get();
  const shown = list.shown();
  const at = focus === undefined ? -1 : shown.indexOf(focus);
  const next = shown[at < 0 ? 0 : Math.max(0, Math.min(shown.length - 1, at + by))];
  if (next !== undefined) focusOn(next);
}

/** The element that the address names. */
function fromAddress({ byName }: PageModel): PageState {
  let name = "";
  try {
    name = decodeURIComponent(location.hash.slice(1));
  } catch {
    // Whatever it is, it is no name.
  }
  return { focus: byName.get(name), search: "", colour: "state", view: "map" };
}
