import { removeData } from '@oms/launcher';
import { dataFolder } from './places';

const main = async (): Promise<void> => {
  await removeData(dataFolder, (line) => {
    console.log(`  ${line}`);
  });
  console.log('The data is gone. npm start begins afresh.');
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
