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
}

/** Milliseconds between two paints. One that would change nothing writes nothing; the clock changes each second. */
const PAINT = 100;

/** Begins to draw at once. */
export function createLiveReporter({ output, errors, source, path, now }: LiveOptions): Reporter {
  const screen = new Screen(output);
  let progress: Progress = NOTHING;
  let paused = false;
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const run = new Listr([{ title: "run", task: () => finished }], {
    renderer: LiveRenderer,
    rendererOptions: { paint, end: () => screen.end() },
    registerSignalListeners: false,
  }).run();

  return {
    emit(event) {
      progress = advance(progress, event);
      screen.scroll(scrollLines(event, { source, path, starts: false, style: output.style, columns: output.columns }));
    },
    pause() {
      paused = true;
      screen.end();
    },
    resume() {
      paused = false;
      paint();
    },
    async close() {
      paused = false;
      finish();
      await run;
      writeLines(errors, failureLines(progress, { source, style: errors.style, columns: errors.columns }));
      writeLines(output, summaryLines(progress, { output, path }));
    },
  };

  function paint(): void {
    if (!paused) screen.paint(frame(progress, now(), output));
  }
}

interface RendererOptions {
  readonly paint: () => void;
  readonly end: () => void;
}

/** Paints at a steady pace from render to end. */
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
    this.#timer = setInterval(this.#options.paint, PAINT);
    // A build that hangs for good must not be kept alive by its clock.
    this.#timer.unref();
  }

  end(): void {
    clearInterval(this.#timer);
    this.#options.end();
  }
}
