import { createHmac } from 'node:crypto';
import { isSignedByProvider } from './webhook-signature';

const now = 1_800_000_000;
const body = Buffer.from('{"id":"evt_1","amount":2500}');
const secrets = ['whsec_old', 'whsec_live'];

const sign = (secret: string, { at = now, bytes = body } = {}): string =>
  createHmac('sha256', secret).update(`${at.toString()}.`).update(bytes).digest('hex');
const live = sign('whsec_live');
const isAccepted = (header: string, bytes = body): boolean =>
  isSignedByProvider({ body: bytes, header }, secrets, now * 1_000);
const at = (time: number): string => `t=${time.toString()},v1=${sign('whsec_live', { at: time })}`;

describe('a webhook', () => {
  it.each([
    ['signed with the live secret', `t=${now.toString()},v1=${live}`],
    ['signed with the secret that is being replaced', `t=${now.toString()},v1=${sign('whsec_old')}`],
    ['with two signatures, one of them valid', `t=${now.toString()},v1=${sign('whsec_other')},v1=${live}`],
    ['with signatures of other schemes beside the valid one', `t=${now.toString()},v0=${live},v1=${live}`],
    ['300 s old', at(now - 300)],
    ['300 s ahead of us', at(now + 300)],
  ])('%s is accepted', (_, header) => {
    expect(isAccepted(header)).toBe(true);
  });

  it.each([
    ['without a signature', ''],
    ['with a time only', `t=${now.toString()}`],
    ['without a time', `v1=${live}`],
    ['with two times', `t=${now.toString()},t=${now.toString()},v1=${live}`],
    ['with a time that is no number', `t=soon,v1=${live}`],
    ['signed with another secret', `t=${now.toString()},v1=${sign('whsec_other')}`],
    ['with a truncated signature', `t=${now.toString()},v1=${live.slice(0, -2)}`],
    ['with a signature in upper case', `t=${now.toString()},v1=${live.toUpperCase()}`],
    ['with a signature of another scheme only', `t=${now.toString()},v0=${live}`],
    ['with the signature of another time', `t=${(now + 1).toString()},v1=${live}`],
    ['301 s old', at(now - 301)],
    ['301 s ahead of us', at(now + 301)],
  ])('%s is refused', (_, header) => {
    expect(isAccepted(header)).toBe(false);
  });

  it('is refused when a single bit of it was changed', () => {
    const accepted = Array.from({ length: body.length * 8 }, (_, bit) => {
      const forged = Buffer.from(body);
      const index = Math.floor(bit / 8);
      forged.writeUInt8(forged.readUInt8(index) ^ (1 << (bit % 8)), index);
      return isAccepted(`t=${now.toString()},v1=${live}`, forged);
    });
    expect(accepted).not.toContain(true);
  });
});
