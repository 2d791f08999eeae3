// Work in other processes that can be made to stand still while a person decides, and goes on as if nothing had been.
//
// A port: who runs processes tells of each job, and asks before it starts another. Implemented by sandbox/.

/** A job whose processes may be stopped. */
export interface SuspendableJob {
  /** Everything below this process of the host stands still; the process itself only waits for it. */
  readonly pid: number;
  /** From here on the job's time does not count. */
  onSuspend?(): void;
  onResume?(): void;
}

export interface RunningJobs {
  readonly isSuspended: boolean;
  /** Takes a job that came up. Its `onSuspend` is called at once while all is suspended: what it has not begun, it must not begin. */
  add(job: SuspendableJob): { end(): void };
  /** Resolves when nothing is suspended. */
  going(): Promise<void>;
}
