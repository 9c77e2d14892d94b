import { readConfig } from './config';
import { openPaymentProvider, type PaymentProvider } from './payment-provider';

const fail = (error: unknown): void => {
  process.stderr.write(`payment-provider: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
};

const stopOn = (provider: PaymentProvider): void => {
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    provider.stop().then(() => process.exit(0), fail);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
};

const main = async (): Promise<void> => {
  const provider = await openPaymentProvider(readConfig());
  stopOn(provider);
  await provider.start();
};

main().catch(fail);
