import type { Message } from './message-store';

const SHOWN_MAX = 200;
const REFRESH_S = 5;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);

const style = `
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f24; background: #f6f7f9; }
  header { display: flex; justify-content: space-between; align-items: baseline; }
  h1 { font-size: 1.3rem; }
  article { background: #fff; border: 1px solid #dfe3e8; border-radius: 8px; padding: .8rem 1rem; margin: .8rem 0; }
  .about { color: #5b6570; font-size: .85rem; display: flex; gap: .7rem; flex-wrap: wrap; }
  .again { color: #b42318; font-weight: 600; }
  h2 { font-size: 1rem; margin: .3rem 0; }
  pre { white-space: pre-wrap; font: inherit; margin: .3rem 0 0; }`;

const again = (deliveries: number): string =>
  deliveries > 1 ? `<span class="again">delivered ${deliveries.toString()} times</span>` : '';

const article = (message: Message): string => `
  <article>
    <div class="about">
      <span>${message.channel === 'EMAIL' ? 'E-mail' : 'Text message'}</span><span>to ${escape(message.to)}</span>
      <span>${escape(message.receivedAt)}</span>${again(message.deliveries)}
    </div>
    ${message.subject === '' ? '' : `<h2>${escape(message.subject)}</h2>`}
    <pre>${escape(message.text)}</pre>
  </article>`;

/** The newest messages first. The page reloads itself. */
export const inboxPage = (messages: readonly Message[]): string => {
  const newest = messages.slice(-SHOWN_MAX).reverse();
  const nothing = '<p>There are no messages. Place an order with an e-mail address or a phone number.</p>';
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8"><meta name="viewport" content="width=device-width">
  <meta http-equiv="refresh" content="${REFRESH_S.toString()}">
  <title>Mailbox</title>
  <style>${style}</style>
</head>
<body>
  <header><h1>Messages to customers</h1><span>${messages.length.toString()} messages</span></header>
  ${newest.length === 0 ? nothing : newest.map(article).join('')}
</body>
</html>`;
};
