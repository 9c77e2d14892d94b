import type { RequestContext } from '@oms/subgraph-kit';
import type { NotificationsApplication } from '../application';
import type { Reader } from '../application/see-notifications';
import type { Loaders } from './loaders';

export interface ApiContext extends RequestContext {
  readonly notifications: NotificationsApplication;
  readonly reader: Reader;
  readonly loaders: Loaders;
}
