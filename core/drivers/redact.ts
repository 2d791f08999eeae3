// Strikes secrets out of what a driver says.

import type { ErrorDetails } from "../model/errors.ts";

export interface Redact {
  text(text: string): string;
  details(details: ErrorDetails): ErrorDetails;
}

/** Replaces each of the secrets, as it is and as it stands in a URL. */
export function redactor(secrets: readonly string[]): Redact {
  // Longest first: one may be part of another.
  const forms = [...new Set(secrets.flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64")]))]
    .filter((form) => form !== "")
    .sort((a, b) => b.length - a.length);
  const text = (said: string): string => forms.reduce((rest, form) => rest.replaceAll(form, "***"), said);
  return {
    text,
    details: (details) => JSON.parse(JSON.stringify(details, (_, value: unknown) => (typeof value === "string" ? text(value) : value))),
  };
}
