import { removeData } from '@oms/launcher';
import { dataFolder } from './paths';

const main = async (): Promise<void> => {
  await removeData(dataFolder, (line) => {
    console.log(`  ${line}`);
  });
  console.log('All data is deleted. The next npm start begins with an empty system.');
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
