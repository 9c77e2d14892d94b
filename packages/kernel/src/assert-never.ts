/** Makes a missing case a compile error, and an impossible value at run time a fault that names it. */
export const assertNever = (value: never): never => {
  throw new Error(`Impossible value: ${JSON.stringify(value)}`);
};
