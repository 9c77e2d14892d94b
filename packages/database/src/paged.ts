/** A page has at most 100 rows, and reads one more. The smaller one is the usual one, of 20. */
const TIERS = [21, 101] as const;

/**
 * A statement that reads a page, as one text for small pages and one for large: `textOf` gets the most rows that are read
 * of each index, as a constant of SQL. It limits what it answers by a parameter.
 *
 * PostgreSQL plans a prepared statement that runs often without its parameters, and estimates an unknown limit as a tenth
 * of all rows: of a million it would sort and join a hundred thousand.
 */
export const pagedStatement = (textOf: (rowsMax: string) => string): ((limit: number) => string) => {
  const texts = TIERS.map((rowsMax) => ({ rowsMax, text: textOf(rowsMax.toString()) }));
  return (limit) => {
    const tier = texts.find(({ rowsMax }) => limit <= rowsMax);
    if (tier === undefined) throw new Error(`A page of ${limit.toString()} rows is too large.`);
    return tier.text;
  };
};
