import type { Rate } from './http-load';

/** Measured in turn, so that a drift of the machine's speed affects all alike. */
const ROUNDS = 3;

const median = (rates: readonly Rate[]): Rate => {
  const sorted = rates.toSorted((one, other) => one.requestsPerSecond - other.requestsPerSecond);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('Nothing was measured.');
  return middle;
};

/** Measures each of the URLs in turn, several times; gives the median of each by the URL's name. */
export const compare = async <Name extends string>(
  urls: Readonly<Record<Name, string>>,
  measure: (url: string) => Promise<Rate>,
): Promise<Readonly<Record<Name, Rate>>> => {
  const names = Object.keys(urls) as Name[];
  const rates = new Map(names.map((name) => [name, [] as Rate[]]));
  for (let round = 0; round < ROUNDS; round += 1)
    for (const name of names) rates.get(name)?.push(await measure(urls[name]));
  return Object.fromEntries(names.map((name) => [name, median(rates.get(name) ?? [])])) as Record<Name, Rate>;
};
