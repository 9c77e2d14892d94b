import { once } from 'node:events';
import { join } from 'node:path';
import { openMessageStore } from './message-store';
import { type MailboxConfig, readConfig } from './config';
import { httpServer } from './http';
import { refusals } from './refusals';
import { smtpServer } from './smtp';

const start = async (config: MailboxConfig): Promise<() => Promise<void>> => {
  const messages = await openMessageStore(join(config.dataDir, 'messages.jsonl'));
  const refused = refusals();
  const smtp = smtpServer(messages, refused);
  const listener = smtp.listen(config.smtpPort, config.host);
  await once(listener, 'listening');
  const http = httpServer({ messages, refusals: refused, apiKey: config.apiKey });
  await http.listen({ port: config.port, host: config.host });
  return async () => {
    await new Promise<void>((resolve) => {
      smtp.close(resolve);
    });
    await http.close();
    await messages.close();
  };
};

const main = async (): Promise<void> => {
  const config = readConfig();
  const stop = await start(config);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      void stop();
    });
  }
  console.log(
    `mailbox listens for mail on port ${config.smtpPort.toString()}, for text messages on port ${config.port.toString()}`,
  );
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
