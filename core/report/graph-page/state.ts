// What the person chose: the element in focus, what is searched for, what colours mean, which view is open.
//
// Everything on the page is a function of this and of the model. The address carries it, so that a link leads back.

export type View = "map" | "critical" | "timeline";

export interface PageState {
  readonly focus: number | undefined;
  readonly search: string;
  readonly colour: "state" | "time";
  readonly view: View;
}

export interface Store {
  readonly get: () => PageState;
  readonly set: (change: Partial<PageState>) => void;
}

/** `draw` is called after every change, with what was before. */
export function createStore(initial: PageState, draw: (now: PageState, before: PageState) => void): Store {
  let state = initial;
  return {
    get: () => state,
    set(change) {
      const before = state;
      state = { ...state, ...change };
      draw(state, before);
    },
  };
}
