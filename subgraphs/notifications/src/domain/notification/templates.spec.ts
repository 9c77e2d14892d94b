import { notificationKinds, recipientsOf } from './notification';
import { messageText, type TemplateValues } from './templates';

const confirmed: TemplateValues = {
  kind: 'ORDER_CONFIRMED',
  orderNumber: '7K2M-9QXD',
  total: { amountMinor: 2_500n, currency: 'USD' },
  reason: null,
  refunded: null,
};
const failed: TemplateValues = { ...confirmed, kind: 'ORDER_FAILED', reason: 'TEA: 2 ordered, 1 available.' };
const cancelled: TemplateValues = { ...confirmed, kind: 'ORDER_CANCELLED', reason: 'Ordered twice.' };
const refund: TemplateValues = {
  ...confirmed,
  kind: 'REFUND_ISSUED',
  refunded: { amountMinor: 300n, currency: 'JPY' },
};

describe('the text of a message', () => {
  it.each(notificationKinds)('of %s names the order, in a mail and in a text message', (kind) => {
    const mail = messageText('EMAIL', { ...confirmed, kind });
    expect(mail.subject).toContain('7K2M-9QXD');
    expect(mail.body).toContain('7K2M-9QXD');
    const text = messageText('SMS', { ...confirmed, kind });
    expect(text).toEqual({ subject: null, body: expect.stringContaining('7K2M-9QXD') as string });
  });

  it.each([
    [
      confirmed,
      'Your order 7K2M-9QXD is confirmed',
      'Your order 7K2M-9QXD over 25.00 USD is paid and will be prepared for shipment.',
    ],
    [
      failed,
      'Your order 7K2M-9QXD could not be completed',
      'Your order 7K2M-9QXD could not be completed; you are not charged for it. Reason: TEA: 2 ordered, 1 available.',
    ],
    [
      cancelled,
      'Your order 7K2M-9QXD was cancelled',
      'Your order 7K2M-9QXD was cancelled. What you paid is given back to you. Reason: Ordered twice.',
    ],
    [refund, 'A refund for your order 7K2M-9QXD', 'We gave back 300 JPY for your order 7K2M-9QXD.'],
  ])('is what the customer reads: $kind', (values, subject, sentence) => {
    expect(messageText('SMS', values)).toEqual({ subject: null, body: sentence });
    expect(messageText('EMAIL', values)).toEqual({ subject, body: `Hello,\n\n${sentence}\n\nYour shop\n` });
  });

  it('gives the total as the amount of a refund whose amount is unknown', () => {
    expect(messageText('SMS', { ...refund, refunded: null }).body).toContain('25.00 USD');
  });

  it('gives no reason where there is none', () => {
    expect(messageText('SMS', { ...failed, reason: null }).body).toMatch(/not charged for it\.$/);
  });

  it('cuts a reason that is too long for a text message', () => {
    const long = messageText('SMS', { ...failed, reason: 'x'.repeat(1_000) });
    expect(long.body).toMatch(/Reason: x{200}$/);
  });

  it('lets no reason add a line or a header', () => {
    const hostile = messageText('SMS', { ...cancelled, reason: ' No more.\r\nBcc: eve@example.com\u2028 ' });
    expect(hostile.body).toMatch(/Reason: No more\. Bcc: eve@example\.com$/);
    const named = messageText('EMAIL', { ...confirmed, orderNumber: '7K2M\r\nBcc: eve@example.com' });
    expect(named.subject).toBe('Your order 7K2M Bcc: eve@example.com is confirmed');
    expect(named.body).toContain('Your order 7K2M Bcc: eve@example.com over');
  });
});

describe('money in a message', () => {
  it.each([
    [2_500n, 'USD', '25.00 USD'],
    [5n, 'USD', '0.05 USD'],
    [500n, 'JPY', '500 JPY'],
    [1_234n, 'KWD', '1.234 KWD'],
    [-1n, 'EUR', '-0.01 EUR'],
  ])('%s minor units of %s read %s', (amountMinor, currency, text) => {
    expect(messageText('SMS', { ...refund, refunded: { amountMinor, currency } }).body).toContain(`back ${text} for`);
  });
});

describe('the recipients of a message', () => {
  it('are the addresses that the customer gave: of mail, of text messages, of both, or none', () => {
    const mail = { channel: 'EMAIL', address: 'ada@example.com' };
    const text = { channel: 'SMS', address: '+4930123456' };
    expect(recipientsOf({ email: mail.address, phone: text.address })).toEqual([mail, text]);
    expect(recipientsOf({ email: mail.address, phone: null })).toEqual([mail]);
    expect(recipientsOf({ email: null, phone: text.address })).toEqual([text]);
    expect(recipientsOf({ email: null, phone: null })).toEqual([]);
  });
});
