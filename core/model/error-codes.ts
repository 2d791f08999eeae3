// Every error code there is: whose fault it is, what it means, what to do. docs/errors.md is generated from this table,
// and a test holds that each code is thrown somewhere and shown by some test.

import { buildCodes } from "./error-codes/build.ts";
import { definitionCodes } from "./error-codes/definition.ts";
import { hostCodes } from "./error-codes/host.ts";
import { sourcesCodes } from "./error-codes/sources.ts";
import { storeCodes } from "./error-codes/store.ts";

export type { Fault } from "./error-codes/entry.ts";

export const errorCodes = { ...definitionCodes, ...sourcesCodes, ...buildCodes, ...hostCodes, ...storeCodes };

export type ErrorCode = keyof typeof errorCodes;
