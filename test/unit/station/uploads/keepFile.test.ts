import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepFile } from '../../../../electron/station/uploads/directory/keepFile.ts';

const path = join('wipebench-x', 'entries', 'one.entry');
const bytes = Buffer.from('the entry');

/** What link(2) answers on FAT. */
const noLinks = () => Promise.reject(Object.assign(new Error('no links here'), { code: 'EPERM' }));

describe.each([
  ['with hard links', undefined],
  ['without hard links', noLinks],
])('a file that is kept on a file system %s', (_what, makeLink) => {
  let root = '';
  let leftParts = 0;
  const onLeftPart = () => {
    leftParts += 1;
  };
  beforeEach(() => {
    leftParts = 0;
    root = mkdtempSync(join(tmpdir(), 'wipebench-keep-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));
  const keep = (content: Uint8Array = bytes) =>
    keepFile(root, path, content, new Set(), { ...(makeLink && { makeLink }), onLeftPart });
  const names = () => readdirSync(join(root, 'wipebench-x', 'entries'));

  it('is written once, whole, and nothing else is left', async () => {
    expect(await keep()).toEqual({ outcome: 'written' });
    expect(readFileSync(join(root, path))).toEqual(bytes);
    expect(await keep()).toEqual({ outcome: 'same' });
    expect(names()).toEqual(['one.entry']);
  });

  it('is never overwritten', async () => {
    await keep();
    const other = await keep(Buffer.from('another'));
    expect(other).toEqual({ outcome: 'different', found: bytes });
    expect(readFileSync(join(root, path))).toEqual(bytes);
    expect(names()).toEqual(['one.entry']);
  });

  it('takes the place of what a killed process left of it', async () => {
    await keep();
    rmSync(join(root, path));
    writeFileSync(join(root, `${path}.part`), 'half of a much longer entry than this one will be');
    expect(await keep()).toEqual({ outcome: 'written' });
    expect(readFileSync(join(root, path))).toEqual(bytes);
    expect(leftParts).toBe(1);
    writeFileSync(join(root, `${path}.part`), 'left between two steps');
    expect(await keep()).toEqual({ outcome: 'same' });
    expect(leftParts).toBe(2);
    expect(names()).toEqual(['one.entry']);
  });

  it('makes no folder where the root is missing', async () => {
    const gone = join(root, 'gone');
    await expect(keepFile(gone, path, bytes, new Set(), makeLink && { makeLink })).rejects.toMatchObject({
      code: 'ENOENT',
    });
    expect(readdirSync(root)).toEqual([]);
  });
});
