// Which neighbouring layers become one, where there are more of them than an overlay should have.
//
// Pure. Boundaries of groups lie where digests say so, as in a B-tree: two stagings that share a run of layers share its
// groups, wherever in the order it comes, and each group is merged and copied once for all of them.

export interface Groupable {
  /** Digest of what the layer shows. */
  readonly subtree: string;
  readonly files: number;
  /** Whether it must stay a layer of its own. */
  readonly alone: boolean;
}

/** Layers with so many files are not copied unless there is no other way. */
const LARGE = [2_000, 8_000, 32_000, Number.POSITIVE_INFINITY];
/** A boundary of a level is a boundary of the next with a probability of 1 in 8. */
const BITS = 3;
const LEVELS = 4;

/** At most `limit` groups of neighbours, in order. */
export function groupLayers<Layer extends Groupable>(layers: readonly Layer[], limit: number): readonly (readonly Layer[])[] {
  if (layers.length <= limit) return layers.map((layer) => [layer]);
  for (const large of LARGE) {
    const segments = segmentsOf(layers, ({ alone, files }) => alone || files >= large);
    for (let finest = 0; finest <= LEVELS; finest++) {
      const groups = segments.flatMap((segment) => partition(segment, { level: LEVELS, finest }));
      if (groups.length <= limit) return groups;
    }
  }
  return [layers];
}

/** Runs of layers, each of those that stay alone being one. */
function segmentsOf<Layer>(layers: readonly Layer[], staysAlone: (layer: Layer) => boolean): readonly (readonly Layer[])[] {
  const segments: Layer[][] = [];
  let open = false;
  for (const layer of layers) {
    if (open && !staysAlone(layer)) segments.at(-1)?.push(layer);
    else segments.push([layer]);
    open = !staysAlone(layer);
  }
  return segments;
}

/** Whole groups of the coarsest level first; what remains behind the last boundary goes by the next finer one. */
function partition<Layer extends Groupable>(
  layers: readonly Layer[],
  { level, finest }: { readonly level: number; readonly finest: number },
): readonly (readonly Layer[])[] {
  if (layers.length === 0) return [];
  const groups: Layer[][] = [];
  let rest: Layer[] = [];
  for (const layer of layers) {
    rest.push(layer);
    if (levelOf(layer) < level) continue;
    groups.push(rest);
    rest = [];
  }
  if (rest.length > 0)
    groups.push(...(level === finest ? [rest] : partition(rest, { level: level - 1, finest }).map((group) => [...group])));
  return groups;
}

/** The highest level at which a group ends with this layer. */
function levelOf({ subtree }: Groupable): number {
  const zeros = Math.clz32(Number.parseInt(subtree.slice(0, 8), 16));
  return Math.min(LEVELS, Math.floor(zeros / BITS));
}
