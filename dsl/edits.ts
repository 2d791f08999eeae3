// Edits of lists: what is added to a list that somebody else began.

import { EDIT, hasBrand } from "./brands.ts";
import { untextual } from "./refuse.ts";

declare const editBrand: unique symbol;

/** A list that is put before or behind another. */
export interface Edit<T> {
  readonly [editBrand]: T;
}

/** A list that stands in the place of what the kind or the project says, or an edit of that. */
export type List<T> = readonly T[] | Edit<T>;

interface EditData {
  readonly place: "append" | "prepend";
  readonly items: readonly unknown[];
}

const prototype = untextual("a list edit", "put it where a list is expected");

/** Adds to the end of what the kind or the project says. */
export function append<T>(items: readonly T[]): Edit<T> {
  return makeEdit("append", items);
}

/** Adds to the beginning of what the kind or the project says. */
export function prepend<T>(items: readonly T[]): Edit<T> {
  return makeEdit("prepend", items);
}

export function isEdit(value: unknown): value is Edit<unknown> {
  return hasBrand(value, EDIT);
}

/** What is added, and where. */
export function editOf(edit: Edit<unknown>): EditData {
  return Reflect.get(edit, EDIT);
}

/** The list after an edit, or the list that stands in its place. */
export function editedList(base: readonly unknown[], change: readonly unknown[] | Edit<unknown>): readonly unknown[] {
  if (!isEdit(change)) return change;
  const { place, items } = editOf(change);
  return place === "append" ? [...base, ...items] : [...items, ...base];
}

function makeEdit<T>(place: EditData["place"], items: readonly T[]): Edit<T> {
  return Object.freeze(Object.assign(Object.create(prototype), { [EDIT]: Object.freeze({ place, items: Object.freeze([...items]) }) }));
}
