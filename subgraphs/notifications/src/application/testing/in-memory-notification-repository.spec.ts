import { inMemoryNotificationRepository } from './in-memory-notification-repository';
import { notificationRepositoryContract } from './notification-repository-contract';

describe('the notifications in memory', () => {
  notificationRepositoryContract(() => Promise.resolve(inMemoryNotificationRepository()));
});
