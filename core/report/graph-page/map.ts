// The map: every element a square, in columns by how deep it lies, what needs nothing at the left. The element in focus is
// joined with what it needs and what needs it; what it does not reach fades.
//
// One canvas, drawn anew only when something changed.

import { colourOf, resolver } from "./colours.ts";
import { type PageModel, reached } from "./model.ts";
import type { PageState } from "./state.ts";

export interface GraphMap {
  draw(state: PageState, matches: ReadonlySet<number> | undefined): void;
  /** The element at a place of the window, if there is one. */
  at(clientX: number, clientY: number): number | undefined;
  /** Draws a ring around an element under the pointer. */
  hover(id: number | undefined): void;
}

interface Spot {
  readonly x: number;
  readonly y: number;
}

export function createMap(canvas: HTMLCanvasElement, model: PageModel): GraphMap {
  const order = columnsOf(model);
  let spots: readonly Spot[] = [];
  let side = 6;
  let hovered: number | undefined;
  let last: { readonly state: PageState; readonly matches: ReadonlySet<number> | undefined } | undefined;

  return {
    draw(state, matches) {
      last = { state, matches };
      paint(state, matches);
    },
    at(clientX, clientY) {
      const box = canvas.getBoundingClientRect();
      const [x, y] = [clientX - box.left, clientY - box.top];
      let best: { readonly id: number; readonly far: number } | undefined;
      for (const [id, spot] of spots.entries()) {
        const far = Math.max(Math.abs(spot.x - x), Math.abs(spot.y - y));
        if (far <= side / 2 + 4 && (best === undefined || far < best.far)) best = { id, far };
      }
      return best?.id;
    },
    hover(id) {
      if (id === hovered) return;
      hovered = id;
      if (last) paint(last.state, last.matches);
    },
  };

  function paint(state: PageState, matches: ReadonlySet<number> | undefined): void {
    const { width, height } = canvas.getBoundingClientRect();
    if (width < 10 || height < 10) return;
    const scale = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    place(width, height);
    const context = canvas.getContext("2d");
    if (!context) return;
    const colour = resolver();
    context.scale(scale, scale);
    context.clearRect(0, 0, width, height);
    const { focus } = state;
    const down = focus === undefined ? undefined : reached(focus, model.needs);
    const up = focus === undefined ? undefined : reached(focus, model.neededBy);
    // What is in focus counts more than what is searched for.
    const isLit = (id: number): boolean =>
      focus === undefined ? (matches?.has(id) ?? true) : id === focus || down?.has(id) === true || up?.has(id) === true;
    if (focus !== undefined) {
      edges(context, { from: focus, to: model.needs[focus] ?? [], colour: colour("var(--needs)") });
      edges(context, { from: focus, to: model.neededBy[focus] ?? [], colour: colour("var(--needed)") });
    }
    for (const [id, { x, y }] of spots.entries()) {
      context.globalAlpha = isLit(id) ? 1 : 0.13;
      context.fillStyle = colour(colourOf(model, id, state.colour));
      context.fillRect(x - side / 2, y - side / 2, side, side);
    }
    context.globalAlpha = 1;
    if (focus !== undefined) ring(context, focus, colour("var(--text)"));
    if (hovered !== undefined && hovered !== focus) ring(context, hovered, colour("var(--faint)"));
    if (focus !== undefined) label(context, focus, { width, colour });
  }

  /** Squares as large as the fullest column lets them be, each column in the middle. */
  function place(width: number, height: number): void {
    const margin = 18;
    const fullest = Math.max(...order.map(({ length }) => length));
    const columnWidth = (width - 2 * margin) / order.length;
    // A full column is broken into lines beside one another.
    let lanes = 1;
    const pitchFor = (count: number): number => Math.min((height - 2 * margin) / Math.ceil(fullest / count), columnWidth / count);
    while (lanes < 60 && pitchFor(lanes + 1) > pitchFor(lanes)) lanes++;
    const pitch = Math.max(2.5, Math.min(16, pitchFor(lanes)));
    side = Math.max(2, pitch * 0.74);
    const rows = Math.max(1, Math.floor((height - 2 * margin) / pitch));
    const placed: Spot[] = [];
    for (const [column, ids] of order.entries()) {
      const lines = Math.ceil(ids.length / rows);
      const perLine = Math.ceil(ids.length / lines);
      for (const [index, id] of ids.entries()) {
        const line = Math.floor(index / perLine);
        const inLine = Math.min(perLine, ids.length - line * perLine);
        placed[id] = {
          x: margin + (column + 0.5) * columnWidth + (line - (lines - 1) / 2) * pitch,
          y: height / 2 + ((index % perLine) - (inLine - 1) / 2) * pitch,
        };
      }
    }
    spots = placed;
  }

  function edges(
    context: CanvasRenderingContext2D,
    { from, to, colour }: { readonly from: number; readonly to: readonly number[]; readonly colour: string },
  ): void {
    const start = spots[from];
    if (!start) return;
    context.strokeStyle = colour;
    context.lineWidth = 1;
    context.globalAlpha = to.length > 60 ? 0.3 : 0.6;
    for (const id of to) {
      const end = spots[id];
      if (!end) continue;
      const bend = (end.x - start.x) / 2;
      context.beginPath();
      context.moveTo(start.x, start.y);
      context.bezierCurveTo(start.x + bend, start.y, end.x - bend, end.y, end.x, end.y);
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  function ring(context: CanvasRenderingContext2D, id: number, colour: string): void {
    const spot = spots[id];
    if (!spot) return;
    context.strokeStyle = colour;
    context.lineWidth = 2;
    context.strokeRect(spot.x - side / 2 - 3, spot.y - side / 2 - 3, side + 6, side + 6);
  }

  function label(
    context: CanvasRenderingContext2D,
    id: number,
    { width, colour }: { readonly width: number; readonly colour: (name: string) => string },
  ): void {
    const spot = spots[id];
    const name = model.names[id];
    if (!spot || name === undefined) return;
    context.font = "600 13px system-ui, sans-serif";
    const length = context.measureText(name).width;
    const x = Math.max(6, Math.min(width - length - 14, spot.x - length / 2));
    const y = spot.y > 40 ? spot.y - side / 2 - 26 : spot.y + side / 2 + 8;
    context.fillStyle = colour("var(--panel)");
    context.fillRect(x - 5, y, length + 10, 19);
    context.fillStyle = colour("var(--text)");
    context.fillText(name, x, y + 14);
  }
}

/** Elements by level; in each, what is near to what it needs. */
function columnsOf({ level, levels, needs }: PageModel): readonly (readonly number[])[] {
  const columns: number[][] = Array.from({ length: levels }, () => []);
  for (const [id, one] of level.entries()) columns[one]?.push(id);
  const height: number[] = [];
  for (const column of columns) {
    const middle = new Map(
      column.map((id) => {
        const below = (needs[id] ?? []).map((to) => height[to] ?? 0.5);
        return [id, below.length === 0 ? 0.5 : below.reduce((sum, one) => sum + one, 0) / below.length];
      }),
    );
    column.sort((a, b) => (middle.get(a) ?? 0) - (middle.get(b) ?? 0) || a - b);
    for (const [index, id] of column.entries()) height[id] = (index + 0.5) / column.length;
  }
  return columns;
}
