// Refusals of what a definitions tree says: coded, at the place in its file.

import type { ErrorCode } from "../../core/model/error-codes.ts";
import { ForgeError } from "../../core/model/errors.ts";
import type { Place } from "../../core/model/place.ts";

export interface RefusalOptions {
  readonly code?: ErrorCode;
  readonly help?: string;
}

/** FORGE1081 unless said. */
export function refuse(message: string, place: Place, { code = "FORGE1081", help }: RefusalOptions = {}): ForgeError {
  return new ForgeError({ code, message, place, ...(help !== undefined && { help }) });
}
