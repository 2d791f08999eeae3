// The rules of Chrome's trace format, as far as forge writes it.

export interface TraceEntry {
  readonly ph: string;
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly cat?: string;
  readonly id?: number;
  readonly args?: { readonly [name: string]: unknown };
}

/** What is wrong with a trace: members that are missing, slices of one lane that overlap without one holding the other, ends without beginnings. */
export function traceFaults(entries: readonly TraceEntry[]): readonly string[] {
  const faults: string[] = [];
  const whole = (value: number | undefined): boolean => value !== undefined && Number.isSafeInteger(value) && value >= 0;
  for (const entry of entries) {
    const said = JSON.stringify(entry);
    if (!whole(entry.pid) || !whole(entry.tid) || entry.name === "") faults.push(`nameless or homeless: ${said}`);
    if (entry.ph !== "M" && !whole(entry.ts)) faults.push(`without a time: ${said}`);
    if (entry.ph === "X" && !whole(entry.dur)) faults.push(`without a length: ${said}`);
    if (!["M", "X", "b", "e", "C", "i"].includes(entry.ph)) faults.push(`of no known kind: ${said}`);
  }
  for (const lane of new Set(entries.map(({ tid }) => tid)))
    faults.push(...nestingFaults(entries.filter(({ ph, tid }) => ph === "X" && tid === lane)));
  const open = new Map<number | undefined, number>();
  for (const { ph, id, ts = 0 } of entries) {
    if (ph === "b") open.set(id, ts);
    if (ph === "e" && !((open.get(id) ?? Number.POSITIVE_INFINITY) <= ts)) faults.push(`the wait ${id} ends before it begins`);
    if (ph === "e") open.delete(id);
  }
  if (open.size > 0) faults.push(`${open.size} waits do not end`);
  return faults;
}

function nestingFaults(slices: readonly TraceEntry[]): readonly string[] {
  const faults: string[] = [];
  const end = ({ ts = 0, dur = 0 }: TraceEntry): number => ts + dur;
  const ordered = slices.toSorted((a, b) => (a.ts ?? 0) - (b.ts ?? 0) || end(b) - end(a));
  const around: TraceEntry[] = [];
  for (const slice of ordered) {
    for (let last = around.at(-1); last && end(last) <= (slice.ts ?? 0); last = around.at(-1)) around.pop();
    const last = around.at(-1);
    if (last && end(slice) > end(last)) faults.push(`${slice.name} leaves ${last.name}`);
    around.push(slice);
  }
  return faults;
}
