import { noon } from '../testing/given';
import type { Step } from './checkout';
import { type Milestone, progressOf } from './progress';

const happened = (...events: readonly string[]): readonly Milestone[] =>
  events.map((event, index) => ({
    event: event.replace('!', ''),
    at: noon + index,
    heeded: !event.startsWith('!'),
    detail: null,
  }));

const told = (step: Step, paymentMethodGiven: boolean, ...events: readonly string[]) => {
  const { status, steps } = progressOf(
    { step, deadline: null },
    { paymentMethodGiven, milestones: happened(...events) },
  );
  return [status, ...steps.map((each) => each.status)].join(' ');
};

describe('the progress of a saga', () => {
  it('shows the step that is waited for', () => {
    expect(told('ReservingStock', false, 'OrderCreated')).toBe('RUNNING RUNNING WAITING WAITING WAITING');
  });

  it('shows an order that went through', () => {
    const events = [
      'OrderCreated',
      'StockReserved',
      'PaymentRequested',
      'PaymentCaptured',
      'OrderPaid',
      'ShipmentRequested',
    ];
    expect(told('Completed', true, ...events)).toBe('COMPLETED DONE SKIPPED DONE DONE');
  });

  it('shows a declined method, and that another one is waited for', () => {
    const events = ['OrderCreated', 'StockReserved', 'PaymentRequested', 'PaymentFailed'];
    expect(told('AwaitingPaymentMethod', false, ...events)).toBe('RUNNING DONE RUNNING FAILED WAITING');
  });

  it('shows what was undone', () => {
    const events = ['OrderCreated', 'StockReserved', 'PaymentRequested', 'OrderFailed', '!PaymentCaptured'];
    expect(told('Compensated', true, ...events, 'StockReleased', 'PaymentRefunded')).toBe(
      'COMPENSATED COMPENSATED SKIPPED COMPENSATED SKIPPED SKIPPED',
    );
  });

  it('begins nothing anew after the order was given up', () => {
    const events = [
      'OrderCreated',
      'StockReserved',
      'PaymentRequested',
      'OrderCancelled',
      'StockReleased',
      'PaymentFailed',
    ];
    expect(told('Compensated', false, ...events)).toBe('COMPENSATED COMPENSATED DONE FAILED SKIPPED');
  });

  it('tells when a step began and ended', () => {
    const { steps } = progressOf(
      { step: 'Completed', deadline: null },
      {
        paymentMethodGiven: true,
        milestones: happened('OrderCreated', 'StockReserved'),
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

  it('shows every step of a completed saga as done, though what other contexts published is not kept any more', () => {
    const { steps } = progressOf(
      { step: 'Completed', deadline: null },
      { paymentMethodGiven: true, milestones: happened('OrderCreated', 'PaymentRequested', 'OrderPaid') },
    );
    expect(steps.map(({ status }) => status)).toEqual(['DONE', 'SKIPPED', 'DONE', 'DONE']);
    expect(steps[0]).toMatchObject({ startedAt: noon, finishedAt: null });
  });

  it('says what was ignored, and why', () => {
    const late: Milestone = {
      event: 'PaymentCaptured',
      at: noon,
      heeded: false,
      detail: 'Given up: the money is refunded',
    };
    const { steps } = progressOf(
      { step: 'Abandoned', deadline: null },
      { paymentMethodGiven: true, milestones: [late] },
    );
    expect(steps.at(-1)).toEqual({
      name: 'PaymentCaptured',
      status: 'SKIPPED',
      startedAt: noon,
      finishedAt: noon,
      detail: 'Given up: the money is refunded',
    });
  });
});
