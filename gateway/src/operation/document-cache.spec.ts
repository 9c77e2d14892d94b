import { createMetrics } from '@oms/telemetry';
import { parse } from 'graphql';
import { documentCache } from './document-cache';

const BYTES_MAX = 100_000;
const opened = () => {
  const metrics = createMetrics({ service: 'gateway' });
  const cache = documentCache(BYTES_MAX, metrics);
  const bytes = async (): Promise<number> =>
    Number((await metrics.registry.getSingleMetricAsString('gateway_document_cache_bytes')).split(' ').at(-1));
  return { cache, bytes };
};

describe('the cache of documents', () => {
  it('evicts the oldest when what is kept with a document grows', () => {
    const { cache } = opened();
    const [older, newer] = [parse('{ a }'), parse('{ b }')];
    cache.keep('older', older);
    cache.keep('newer', newer);
    cache.grew(newer, 60_000);
    expect([cache.find('older'), cache.find('newer')]).toEqual([older, newer]);
    cache.grew(newer, 30_000);
    expect([cache.find('older'), cache.find('newer')]).toEqual([undefined, newer]);
  });

  it('evicts a document with which more is kept than the cache may hold', () => {
    const { cache } = opened();
    const document = parse('{ a }');
    cache.keep('key', document);
    cache.grew(document, BYTES_MAX);
    expect(cache.find('key')).toBeUndefined();
    // It may go on growing in the hands of who has it.
    cache.grew(document, 1);
    expect(cache.find('key')).toBeUndefined();
  });

  it('never keeps more than it may, however many documents come and grow', async () => {
    const { cache, bytes } = opened();
    for (let index = 0; index < 1_000; index += 1) {
      const document = parse(`{ a${index.toString()} }`);
      cache.keep(document.loc?.source.body ?? '', document);
      cache.grew(document, 5_000);
      expect(await bytes()).toBeLessThanOrEqual(BYTES_MAX);
    }
    expect(await bytes()).toBeGreaterThan(BYTES_MAX / 2);
    cache.clear();
    expect(await bytes()).toBe(0);
  });

  it('counts what a document takes rather than its text', async () => {
    const { cache, bytes } = opened();
    cache.keep('small', parse('{ a }'));
    expect(await bytes()).toBeGreaterThan(3_000);
  });
});
