import { removeData } from '@oms/launcher';
import { dataFolder } from './places';

try {
  removeData(dataFolder);
  console.log('The data is gone. npm start begins afresh.');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
