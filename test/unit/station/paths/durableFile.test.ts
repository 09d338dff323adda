import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeOnce } from '../../../../electron/station/paths/durableFile.ts';

describe('a file that is written once', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wipebench-once-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const bytes = (text: string) => new TextEncoder().encode(text);

  it('is written whole and leaves no temporary file', async () => {
    expect(await writeOnce(join(folder, 'deep', 'a.json'), bytes('one'))).toBe('written');
    expect(await readdir(join(folder, 'deep'))).toEqual(['a.json']);
    expect(await readFile(join(folder, 'deep', 'a.json'), 'utf8')).toBe('one');
  });

  it('is left alone when the same bytes are there', async () => {
    const path = join(folder, 'a.json');
    await writeOnce(path, bytes('one'));
    expect(await writeOnce(path, bytes('one'))).toBe('same');
    expect(await readdir(folder)).toEqual(['a.json']);
  });

  it('is never overwritten with other bytes', async () => {
    const path = join(folder, 'a.json');
    await writeFile(path, 'mine');
    expect(await writeOnce(path, bytes('other'))).toBe('different');
    expect(await readFile(path, 'utf8')).toBe('mine');
    expect(await readdir(folder)).toEqual(['a.json']);
  });

  it('takes the place of what a killed process left of it, and says so', async () => {
    const path = join(folder, 'a.json');
    let told = 0;
    const tell = () => {
      told += 1;
    };
    await writeFile(`${path}.part`, 'half of a much longer text');
    expect(await writeOnce(path, bytes('one'), tell)).toBe('written');
    expect(told).toBe(1);
    await writeFile(`${path}.part`, 'left between two steps');
    expect(await writeOnce(path, bytes('one'), tell)).toBe('same');
    expect(told).toBe(2);
    expect(await readdir(folder)).toEqual(['a.json']);
    expect(await readFile(path, 'utf8')).toBe('one');
  });

  it('is whole when two write it at once', async () => {
    const path = join(folder, 'a.json');
    const outcomes = await Promise.all(['one', 'one', 'two'].map((text) => writeOnce(path, bytes(text))));
    expect(outcomes).toEqual(['written', 'same', 'different']);
    expect(await readdir(folder)).toEqual(['a.json']);
  });
});
