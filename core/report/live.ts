// The view at a terminal: finished work scrolls, a line per running job stays below. listr2 runs the run as its task and
// drives this renderer; what is drawn is folded from the events alone.

import { Listr, type ListrRenderer } from "listr2";
import { failureLines, summaryLines } from "./final.ts";
import { frame } from "./frame.ts";
import { advance, NOTHING, type Progress } from "./progress.ts";
import { type Reporter, type ViewOptions, writeLines } from "./reporter.ts";
import { Screen } from "./screen.ts";
import { scrollLines } from "./scroll.ts";

export interface LiveOptions extends ViewOptions {
  /** Milliseconds since the run began. */
  readonly now: () => number;
  /** The last line of a job's log. Asked at each look at the running jobs, for those that are shown. */
  readonly lastLine: (log: string) => string | undefined;
}

/** Milliseconds between two looks at the clock and at what jobs print. One that finds nothing new writes nothing. */
const LOOK = 250;
/** Milliseconds between two paints, however much happens. */
const SHORTEST = 70;

/** Begins to draw at once. */
export function createLiveReporter(options: LiveOptions): Reporter {
  const { output, errors, source, path, verbosity, now, lastLine } = options;
  const screen = new Screen(output);
  let progress: Progress = NOTHING;
  let paused = false;
  let painted = Number.NEGATIVE_INFINITY;
  let soon: NodeJS.Timeout | undefined;
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const run = new Listr([{ title: "run", task: () => finished }], {
    renderer: LiveRenderer,
    rendererOptions: { paint: paintSoon, end },
    registerSignalListeners: false,
  }).run();

  return {
    emit(event) {
      progress = advance(progress, event);
      const view = { source, path, style: output.style, columns: output.columns };
      screen.scroll(scrollLines(event, { ...view, starts: "none", verbose: verbosity === "verbose" }));
      paintSoon();
    },
    pause() {
      paused = true;
      end();
    },
    resume() {
      paused = false;
      paint();
    },
    async close(said = []) {
      paused = false;
      finish();
      await run;
      writeLines(errors, failureLines(progress, { source, path, style: errors.style, columns: errors.columns }));
      writeLines(output, [...summaryLines(progress, options), ...said]);
    },
  };

  function paintSoon(): void {
    const wait = painted + SHORTEST - performance.now();
    if (wait <= 0) paint();
    // A build that hangs for good must not be kept alive by its view.
    else soon ??= setTimeout(paint, wait).unref();
  }

  function paint(): void {
    clearTimeout(soon);
    soon = undefined;
    if (paused) return;
    const { columns, rows, style } = output;
    screen.paint(frame(progress, now(), { columns, rows, style, lastLine }));
    painted = performance.now();
  }

  function end(): void {
    clearTimeout(soon);
    soon = undefined;
    screen.end();
  }
}

interface RendererOptions {
  readonly paint: () => void;
  readonly end: () => void;
}

/** Looks at a steady pace from render to end. */
class LiveRenderer implements ListrRenderer {
  static readonly rendererOptions: RendererOptions = { paint: () => undefined, end: () => undefined };
  static readonly rendererTaskOptions = {};
  static readonly nonTTY = true;
  readonly #options: RendererOptions;
  #timer: NodeJS.Timeout | undefined;

  constructor(_tasks: unknown, options: RendererOptions) {
    this.#options = options;
  }

  render(): void {
    this.#options.paint();
    this.#timer = setInterval(this.#options.paint, LOOK).unref();
  }

  end(): void {
    clearInterval(this.#timer);
    this.#options.end();
  }
}
