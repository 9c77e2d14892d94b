import { EntitySchema } from 'typeorm';
import type { DeadLetterStatus } from '../../application/ports/dead-letters';
import type { RecordedEvent } from '../../application/timeline';

/** A row of `dead_letter_list`. */
export interface DeadLetterRow {
  readonly id: string;
  readonly consumer: string;
  readonly subject: string;
  readonly event: RecordedEvent;
  readonly error: string;
  readonly deliveries: number;
  /** How many later events of the same order, or aggregate, wait behind it. */
  readonly waiting: number;
  readonly status: DeadLetterStatus;
  /** Why it was set aside for good. */
  readonly dismissal: string | null;
  /** How often an operator decided about it. */
  readonly decisions: number;
  readonly failed_at: Date;
}

export const deadLetterSchema = new EntitySchema<DeadLetterRow>({
  name: 'DeadLetter',
  tableName: 'dead_letter_list',
  columns: {
    id: { type: 'uuid', primary: true },
    consumer: { type: 'text' },
    subject: { type: 'text' },
    event: { type: 'json' },
    error: { type: 'text' },
    deliveries: { type: 'integer' },
    waiting: { type: 'integer' },
    status: { type: 'text' },
    dismissal: { type: 'text', nullable: true },
    decisions: { type: 'integer' },
    failed_at: { type: 'timestamptz', precision: 3 },
  },
});
