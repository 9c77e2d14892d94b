import { parseEnvelope } from './message';

describe('a message that no contract can read', () => {
  it.each([
    ['no JSON', 'tea', /^Is no event: /],
    ['no UTF-8', Uint8Array.of(0xff, 0xfe), /^Is no event: /],
    ['no envelope', '{"id":7}', /^Does not fit its contract: specversion: .*; id: /],
  ])('is reported with what is wrong with it: %s', (_what, message, reason) => {
    expect(() => parseEnvelope(message)).toThrow(reason);
  });
});
