import { join } from 'node:path';
import { freePort } from '@oms/launcher';
import { type TestProcess, testProcess } from '@oms/testing';
import { createTransport, type Transporter } from 'nodemailer';

const SENDER_TIMEOUT_MS = 300;

interface Listed {
  readonly messages: readonly { readonly text: string; readonly deliveries: number; readonly channel: string }[];
}

describe('the mailbox', () => {
  let mailbox: TestProcess;
  let mails: Transporter;

  beforeAll(async () => {
    const port = await freePort();
    const env = { SMTP_PORT: port.toString(), API_KEY: 'sesame' };
    mailbox = await testProcess({ main: join(__dirname, '..', 'dist', 'main.js'), env });
    mails = createTransport({ host: '127.0.0.1', port, ignoreTLS: true, socketTimeout: SENDER_TIMEOUT_MS });
  });

  afterEach(async () => {
    await fetch(`${mailbox.url}/refusals`, { method: 'DELETE' });
  });

  afterAll(async () => {
    mails.close();
    await mailbox.remove();
  });

  const mail = (to: string, messageId: string, text = 'Your order ORD-1 is paid.') =>
    mails.sendMail({ from: 'shop@example.com', to, subject: 'News', text, messageId });

  const sms = (to: string, key: string, apiKey = 'sesame'): Promise<Response> =>
    fetch(`${mailbox.url}/sms`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'idempotency-key': key, 'content-type': 'application/json' },
      body: JSON.stringify({ from: 'Shop', to, text: 'Order ORD-2 is paid.' }),
      signal: AbortSignal.timeout(SENDER_TIMEOUT_MS),
    });

  const list = async (query: string): Promise<Listed['messages']> => {
    const response = await fetch(`${mailbox.url}/messages?${query}`);
    return ((await response.json()) as Listed).messages;
  };

  const refuse = (refusal: object): Promise<Response> =>
    fetch(`${mailbox.url}/refusals`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(refusal),
    });

  it('lists a mail by its recipient and by its order number', async () => {
    await mail('list@example.com', '<list-1@shop>', 'Your order ORD-100 is paid.');
    await mail('list@example.com', '<list-2@shop>', 'Your order ORD-1001 is paid.');
    expect(await list('to=list@example.com')).toHaveLength(2);
    expect(await list('to=list@example.com&orderNumber=ORD-100')).toMatchObject([
      { text: 'Your order ORD-100 is paid.\n', deliveries: 1 },
    ]);
  });

  it('shows a mail that is sent again as one message, delivered twice', async () => {
    await mail('twice@example.com', '<twice@shop>');
    await mail('twice@example.com', '<twice@shop>');
    expect(await list('to=twice@example.com')).toMatchObject([{ deliveries: 2 }]);
  });

  it('accepts a text message once per idempotency key', async () => {
    expect((await sms('+4930111111', 'key-1')).status).toBe(202);
    expect((await sms('+4930111111', 'key-1')).status).toBe(202);
    expect(await list('channel=SMS&to=%2B4930111111')).toMatchObject([{ text: 'Order ORD-2 is paid.', deliveries: 2 }]);
  });

  it('refuses text messages without a valid API key or phone number', async () => {
    expect((await sms('+4930222222', 'key-2', 'guess')).status).toBe(401);
    expect((await sms('030222222', 'key-2')).status).toBe(422);
    expect(await list('to=%2B4930222222')).toEqual([]);
  });

  it('refuses messages temporarily or permanently on request', async () => {
    await refuse({ channel: 'EMAIL', kind: 'TEMPORARY', to: 'full@example.com', times: 1 });
    await expect(mail('full@example.com', '<full@shop>')).rejects.toMatchObject({ responseCode: 451 });
    await mail('full@example.com', '<full@shop>');
    await refuse({ channel: 'EMAIL', kind: 'PERMANENT', to: 'gone@example.com' });
    await expect(mail('gone@example.com', '<gone@shop>')).rejects.toMatchObject({ responseCode: 550 });
    await refuse({ channel: 'SMS', kind: 'TEMPORARY', times: 1 });
    expect((await sms('+4930333333', 'key-3')).status).toBe(503);
    expect(await list('to=full@example.com')).toMatchObject([{ deliveries: 1 }]);
    expect(await list('to=gone@example.com')).toEqual([]);
  });

  it('accepts a message without a response on request, so that the outcome is unknown to the sender', async () => {
    await refuse({ channel: 'EMAIL', kind: 'LOSES_ANSWER', to: 'lost@example.com', times: 1 });
    await refuse({ channel: 'SMS', kind: 'LOSES_ANSWER', times: 1 });
    await expect(mail('lost@example.com', '<lost@shop>')).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    await expect(sms('+4930444444', 'key-4')).rejects.toThrow('timeout');
    expect(await list('to=lost@example.com')).toMatchObject([{ deliveries: 1 }]);
    expect(await list('to=%2B4930444444')).toMatchObject([{ deliveries: 1 }]);
  });

  it('keeps all messages after it is killed', async () => {
    await mail('kept@example.com', '<kept@shop>');
    await mail('kept@example.com', '<kept@shop>');
    await mailbox.kill();
    await mailbox.start();
    expect(await list('to=kept@example.com')).toMatchObject([{ deliveries: 2 }]);
    await mail('kept@example.com', '<kept@shop>');
    expect(await list('to=kept@example.com')).toMatchObject([{ deliveries: 3 }]);
  });

  it('serves a page of all messages', async () => {
    const page = await (await fetch(`${mailbox.url}/?to=list@example.com`)).text();
    expect(page).toContain('ORD-1001');
  });
});
