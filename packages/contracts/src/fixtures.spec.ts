import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allEvents, envelopeSchema, isOf, parseData, type EventContract } from './index';

const folder = join(__dirname, '..', 'fixtures');
const sampleOf = (contract: EventContract): unknown =>
  JSON.parse(readFileSync(join(folder, `${contract.type}.json`), 'utf8'));

describe('the frozen sample of an event', () => {
  it.each(allEvents.map((contract) => [contract.type, contract] as const))('%s still parses', (_type, contract) => {
    const envelope = envelopeSchema.parse(sampleOf(contract));
    expect(isOf(contract, envelope)).toBe(true);
    expect(envelope.aggregatetype).toBe(contract.aggregateType);
    // Equality rather than success: a field that was removed from the contract would be stripped here.
    expect(parseData(contract, envelope).data).toEqual(envelope.data);
  });

  it('exists for every contract and for nothing else', () => {
    expect(readdirSync(folder).sort()).toEqual(allEvents.map(({ type }) => `${type}.json`).sort());
  });

  it('is parsed by a tolerant reader: a field of a later version is ignored', () => {
    for (const contract of allEvents) {
      const envelope = envelopeSchema.parse(sampleOf(contract));
      const later = { ...envelope, data: { ...(envelope.data as object), addedLater: true } };
      expect(parseData(contract, later).data).toEqual(envelope.data);
    }
  });
});

describe('the name of an event', () => {
  it('begins with the name of its publisher, and is prefixed with oms in its subject', () => {
    for (const { context, type, subject } of allEvents) {
      expect(type.startsWith(`${context}.`)).toBe(true);
      expect(subject).toBe(`oms.${type}`);
    }
  });

  it('is unique', () => {
    expect(new Set(allEvents.map(({ type }) => type)).size).toBe(allEvents.length);
  });
});
