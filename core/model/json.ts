// Plain data: what may cross from the configuration to the engine, and what keys are made of.

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

export type JsonObject = { readonly [name: string]: Json };
