/** New identifiers, each of them once. */
export type NextId = () => string;
