import { takeCursor, type Resumption } from './resumption';

const resumption: Resumption = {
  first: '',
  resumed: '',
  variable: '_after',
  variableUsages: [],
  cursorAt: ['moved', '_cursor'],
};

describe('an event of a resumable stream', () => {
  it('comes without the cursor that its client did not select', () => {
    const event = { data: { moved: { at: 'depot', _cursor: '1' } } };
    expect(takeCursor(resumption, event)).toEqual({ cursor: '1', answer: { data: { moved: { at: 'depot' } } } });
  });

  it('does not report that its cursor failed', () => {
    const ofField = { message: 'no weight', path: ['moved', 'weight'] };
    const ofCursor = { message: 'no cursor', path: ['moved', '_cursor'] };
    const event = { data: { moved: { weight: null, _cursor: null } }, errors: [ofField, ofCursor] };
    expect(takeCursor(resumption, event)).toEqual({
      cursor: undefined,
      answer: { data: { moved: { weight: null } }, errors: [ofField] },
    });
  });

  it('that is null for want of its cursor has an error at the name that the client chose', () => {
    const extensions = { code: 'BROKEN' };
    const event = { data: { moved: null }, errors: [{ message: 'no cursor', path: ['moved', '_cursor'], extensions }] };
    expect(takeCursor(resumption, event)).toEqual({
      cursor: undefined,
      answer: { data: { moved: null }, errors: [{ message: 'no cursor', path: ['moved'], extensions }] },
    });
  });

  it('that was refused is passed on as it is', () => {
    const refused = { errors: [{ message: 'no such parcel' }] };
    expect(takeCursor(resumption, refused)).toEqual({ cursor: undefined, answer: refused });
  });
});
