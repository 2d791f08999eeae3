// Tells a server that does not have a file from one that cannot be reached.

/** Whether a download failed because the server does not have the file. */
export function isMissing(error: unknown): boolean {
  return hasCode(error, "FORGE2004") && error instanceof Error && /\b(404|410)\b/.test(error.message);
}

/** Whether an error is one of forge's own, of a code. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
