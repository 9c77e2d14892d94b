import { getOwn, isJsonObject, setOwn, type JsonObject } from '../subgraphs/json';

/** Names of fields and indexes of lists, from the outermost on. */
export type Place = readonly (string | number)[];

/** Called with each place at which two subgraphs contradict each other; from the merged objects down. */
export type OnDisagreement = (place: Place) => void;

export interface MergeOptions {
  readonly disagree?: OnDisagreement;
  /** Whether a `__typename` is that of an object, and so final. Default: none is. */
  readonly isObjectTypeName?: (name: unknown) => boolean;
}

interface Merging extends Required<MergeOptions> {
  readonly place: (string | number)[];
}

/**
 * Adds the fields of another response about the same object. Lists are merged element by element, at any depth.
 *
 * Of values without objects in them the later one is kept. Of null and an object, the object is kept; lists of unequal lengths have
 * no elements that are known to be the same, and become null. Both are disagreements.
 *
 * The name of an object type is kept at any depth: a subgraph in which an interface is an object returns that interface only.
 */
export const mergeInto = (
  target: JsonObject,
  source: JsonObject,
  { disagree = () => undefined, isObjectTypeName = () => false }: MergeOptions = {},
): void => {
  mergeObjects(target, source, { place: [], disagree, isObjectTypeName });
};

const mergeObjects = (target: JsonObject, source: JsonObject, merging: Merging): void => {
  for (const name of Object.keys(source)) {
    const present = getOwn(target, name);
    const added = source[name];
    if (present === undefined) {
      setOwn(target, name, added);
      continue;
    }
    if (name === '__typename' && merging.isObjectTypeName(present)) continue;
    merging.place.push(name);
    setOwn(target, name, merged(present, added, merging));
    merging.place.pop();
  }
};

/** What is there of both; objects and lists that were present are changed, and stay. */
const merged = (present: unknown, added: unknown, merging: Merging): unknown => {
  if (isJsonObject(present) && isJsonObject(added)) {
    mergeObjects(present, added, merging);
    return present;
  }
  if (Array.isArray(present) && Array.isArray(added) && present.length === added.length) {
    mergeElements(present, added, merging);
    return present;
  }
  if (!hasObjects(present) && !hasObjects(added)) return added;
  merging.disagree([...merging.place]);
  if (Array.isArray(present) && Array.isArray(added)) return null;
  return added ?? present;
};

const mergeElements = (present: unknown[], added: readonly unknown[], merging: Merging): void => {
  added.forEach((element, index) => {
    merging.place.push(index);
    present[index] = merged(present[index], element, merging);
    merging.place.pop();
  });
};

const hasObjects = (value: unknown): boolean => (Array.isArray(value) ? value.some(hasObjects) : isJsonObject(value));
