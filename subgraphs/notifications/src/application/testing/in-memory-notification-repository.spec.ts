import { inMemoryNotifications } from './in-memory-notifications';
import { notificationsContract } from './notifications-contract';

describe('the notifications of tests', () => {
  notificationsContract(() => Promise.resolve(inMemoryNotifications()));
});
