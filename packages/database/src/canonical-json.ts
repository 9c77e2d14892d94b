const sorted = (value: unknown): unknown => {
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object' || 'toJSON' in value) return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => [key, sorted(field)]),
  );
};

/** One text for equal values, whatever the order of their fields; a field that is undefined is as good as absent. */
export const canonicalJson = (value: unknown): string => JSON.stringify({ value: sorted(value) });
