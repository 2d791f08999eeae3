// What is said of an error code, whichever it is.

/** Whose fault: the project's definition, this host, the network, or forge's own state. */
export type Fault = "project" | "host" | "network" | "forge";

interface CodeEntry {
  readonly fault: Fault;
  readonly title: string;
  /** What it means and what to do about it, for the page. */
  readonly explanation: string;
}

export type CodeTable = Readonly<Record<`FORGE${number}`, CodeEntry>>;
