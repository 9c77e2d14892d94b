import { idFrom } from './input/ids';
import { loaderOf } from './loader';

const tea = { id: '01890a5d-ac96-774b-bcce-b302099a8057', name: 'tea' };

const loading = () => {
  const reads: (readonly string[])[] = [];
  const loader = loaderOf({
    read: (ids: readonly string[]) => {
      reads.push(ids);
      return Promise.resolve([tea].filter(({ id }) => ids.includes(id)));
    },
    keyOf: ({ id }) => id,
    parseKey: idFrom,
  });
  return { loader, reads };
};

describe('a loader', () => {
  it('reads at once what is asked for at once, each key only once', async () => {
    const { loader, reads } = loading();
    const unknown = '01890a5d-ac96-774b-bcce-b302099a8058';
    expect(await loader.loadMany([unknown, tea.id, tea.id.toUpperCase()])).toEqual([null, tea, tea]);
    expect(reads).toEqual([[unknown, tea.id]]);
  });

  it('reads nothing for a key that nothing can have', async () => {
    const { loader, reads } = loading();
    expect(await loader.load('tea')).toBeNull();
    expect(reads).toEqual([]);
  });
});
