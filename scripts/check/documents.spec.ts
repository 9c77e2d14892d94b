import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const repository = join(__dirname, '..', '..');
const documents = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: repository,
  encoding: 'utf8',
})
  .split('\n')
  // A file that is moved is listed until the move is committed.
  .filter((file) => file !== '' && existsSync(join(repository, file)));

const textOf = (file: string): string => readFileSync(file, 'utf8');
const withoutCode = (text: string): string => text.replaceAll(/^```[\s\S]*?^```$/gm, '');
const headingsOf = (text: string, level: string): readonly string[] =>
  [...withoutCode(text).matchAll(new RegExp(`^${level} (.+)$`, 'gm'))].map(([, heading = '']) => heading);

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');

interface Link {
  readonly document: string;
  readonly target: string;
}

const linksOf = (document: string): readonly Link[] =>
  [...withoutCode(textOf(join(repository, document))).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => ({ document, target }))
    .filter(({ target }) => !/^[a-z]+:/.test(target));

const isBroken = ({ document, target }: Link): boolean => {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? join(repository, document) : resolve(repository, dirname(document), path);
  if (!existsSync(file)) return true;
  return anchor !== undefined && !headingsOf(textOf(file), '#{1,6}').map(anchorOf).includes(anchor);
};

describe('the documents', () => {
  it('link to files and headings that exist', () => {
    const links = documents.flatMap(linksOf);
    expect(links).not.toEqual([]);
    expect(links.filter(isBroken)).toEqual([]);
  });

  it('include a README of each subgraph with the same sections', () => {
    const readmes = documents.filter((file) => /^subgraphs\/[^/]+\/README\.md$/.test(file));
    expect(readmes).not.toEqual([]);
    for (const readme of readmes)
      expect({ readme, sections: headingsOf(textOf(join(repository, readme)), '##') }).toEqual({
        readme,
        sections: ['Owns', 'Publishes', 'Subscribes to', 'Refuses', 'Settings'],
      });
  });
});
