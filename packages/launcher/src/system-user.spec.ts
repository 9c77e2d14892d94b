import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canReach, reachableFolder } from './system-user';

/** Nobody who has files here. */
const stranger = { name: 'stranger', uid: 54_321, gid: 54_321 };

describe('a user who is neither owner nor in the group', () => {
  let home: string;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'oms-home-'));
    mkdirSync(join(home, 'open'));
  });

  afterEach(() => {
    rmSync(home, { recursive: true, force: true });
  });

  it('reaches what lies below folders that all may enter', () => {
    chmodSync(home, 0o711);
    chmodSync(join(home, 'open'), 0o755);
    expect(canReach(join(home, 'open'), stranger)).toBe(true);
  });

  it('reaches nothing below a private folder, however open it is itself', () => {
    chmodSync(home, 0o700);
    chmodSync(join(home, 'open'), 0o777);
    expect(canReach(join(home, 'open'), stranger)).toBe(false);
  });

  it('gets the folder itself when it can be reached, and so does one who need not drop any rights', () => {
    chmodSync(home, 0o755);
    expect(reachableFolder(join(home, 'open', 'data'), stranger)).toBe(join(home, 'open', 'data'));
    chmodSync(home, 0o700);
    expect(reachableFolder(join(home, 'open', 'data'), undefined)).toBe(join(home, 'open', 'data'));
  });
});
