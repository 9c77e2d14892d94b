import { noon } from '../testing/fixtures';
import type { Step } from './checkout';
import { progressOf, type TimelineEvent } from './progress';

/** An event whose name begins with `!` was ignored. */
const timelineOf = (...events: readonly string[]): readonly TimelineEvent[] =>
  events.map((event, index) => ({
    name: event.replace('!', ''),
    at: noon + index,
    applied: !event.startsWith('!'),
    detail: null,
  }));

const statusesOf = (step: Step, paymentMethodGiven: boolean, ...events: readonly string[]) => {
  const { status, steps } = progressOf({ step, deadline: null }, { paymentMethodGiven, events: timelineOf(...events) });
  return [status, ...steps.map((each) => each.status)].join(' ');
};

describe('the progress of a saga', () => {
  it('shows the step that is waited for', () => {
    expect(statusesOf('ReservingStock', false, 'OrderCreated')).toBe('RUNNING RUNNING WAITING WAITING WAITING');
  });

  it('shows a completed order', () => {
    const events = [
      'OrderCreated',
      'StockReserved',
      'PaymentRequested',
      'PaymentCaptured',
      'OrderPaid',
      'ShipmentRequested',
    ];
    expect(statusesOf('Completed', true, ...events)).toBe('COMPLETED DONE SKIPPED DONE DONE');
  });

  it('shows a declined method, and that another one is waited for', () => {
    const events = ['OrderCreated', 'StockReserved', 'PaymentRequested', 'PaymentFailed'];
    expect(statusesOf('AwaitingPaymentMethod', false, ...events)).toBe('RUNNING DONE RUNNING FAILED WAITING');
  });

  it('shows what was undone', () => {
    const events = ['OrderCreated', 'StockReserved', 'PaymentRequested', 'OrderFailed', '!PaymentCaptured'];
    expect(statusesOf('Compensated', true, ...events, 'StockReleased', 'PaymentRefunded')).toBe(
      'COMPENSATED COMPENSATED SKIPPED COMPENSATED SKIPPED SKIPPED',
    );
  });

  it('begins no step again after the order was abandoned', () => {
    const events = [
      'OrderCreated',
      'StockReserved',
      'PaymentRequested',
      'OrderCancelled',
      'StockReleased',
      'PaymentFailed',
    ];
    expect(statusesOf('Compensated', false, ...events)).toBe('COMPENSATED COMPENSATED DONE FAILED SKIPPED');
  });

  it('shows when a step began and ended', () => {
    const { steps } = progressOf(
      { step: 'Completed', deadline: null },
      {
        paymentMethodGiven: true,
        events: timelineOf('OrderCreated', 'StockReserved'),
      },
    );
    expect(steps[0]).toEqual({
      name: 'ReservingStock',
      status: 'DONE',
      startedAt: noon,
      finishedAt: noon + 1,
      detail: null,
    });
  });

  it('shows every step of a completed saga as done, also when the events of other contexts are no longer kept', () => {
    const { steps } = progressOf(
      { step: 'Completed', deadline: null },
      { paymentMethodGiven: true, events: timelineOf('OrderCreated', 'PaymentRequested', 'OrderPaid') },
    );
    expect(steps.map(({ status }) => status)).toEqual(['DONE', 'SKIPPED', 'DONE', 'DONE']);
    expect(steps[0]).toMatchObject({ startedAt: noon, finishedAt: null });
  });

  it('shows what was ignored, and why', () => {
    const late: TimelineEvent = {
      name: 'PaymentCaptured',
      at: noon,
      applied: false,
      detail: 'The order is abandoned: the money is refunded',
    };
    const { steps } = progressOf({ step: 'Abandoned', deadline: null }, { paymentMethodGiven: true, events: [late] });
    expect(steps.at(-1)).toEqual({
      name: 'PaymentCaptured',
      status: 'SKIPPED',
      startedAt: noon,
      finishedAt: noon,
      detail: 'The order is abandoned: the money is refunded',
    });
  });
});
