import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { crc32 } from '../../../core/record/crc32.ts';
import { readStrictArchive } from '../../../core/record/strictArchive.ts';
import { type Bytes, zip } from '../../fixtures/record/sampleExport.ts';

const text = (words: string): Bytes => new TextEncoder().encode(words);
const files = new Map([
  ['README.txt', text('read me')],
  ['certificates/a.json', text('{}')],
  ['empty', text('')],
]);

type Options = Parameters<ZipFile['addBuffer']>[2] & { fileComment?: string };
const strict = { compress: false, mtime: new Date(0), forceDosTimestamp: true, mode: 0o100644 };

async function zipWith(entries: [string, Bytes, Options?][], comment?: string): Promise<Buffer> {
  const archive = new ZipFile();
  for (const [path, bytes, options] of entries) archive.addBuffer(Buffer.from(bytes), path, { ...strict, ...options });
  archive.end(comment === undefined ? undefined : { comment, forceZip64Format: false });
  const chunks: Buffer[] = [];
  for await (const chunk of archive.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

describe('a strict archive', () => {
  it('is exactly what the station writes with yazl, and gives back the very files', async () => {
    const read = readStrictArchive(await zip(files));
    expect('files' in read && [...read.files].map(([path, bytes]) => [path, [...bytes]])).toEqual(
      [...files].map(([path, bytes]) => [path, [...bytes]]),
    );
  });

  it('is the same to the byte in every time zone and at every time', async () => {
    const here = await zip(files);
    const program = `
      import { ZipFile } from 'yazl';
      const archive = new ZipFile();
      for (const [path, text] of ${JSON.stringify([...files].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]))})
        archive.addBuffer(Buffer.from(text), path, { compress: false, mtime: new Date(0), forceDosTimestamp: true, mode: 0o100644 });
      archive.end();
      archive.outputStream.pipe(process.stdout);`;
    for (const TZ of ['Pacific/Kiritimati', 'America/Los_Angeles', 'Asia/Kathmandu']) {
      const there = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
        env: { ...process.env, TZ },
      });
      expect(there.stdout.equals(here), `${TZ}: ${there.stderr}`).toBe(true);
    }
  });

  it('opens in an ordinary unzip program', async ({ skip }) => {
    if (spawnSync('unzip', ['-v']).error !== undefined) skip('unzip is not installed here');
    const folder = mkdtempSync(join(tmpdir(), 'wipebench-zip-'));
    try {
      writeFileSync(join(folder, 'a.zip'), await zip(files));
      const tested = spawnSync('unzip', ['-t', join(folder, 'a.zip')], { encoding: 'utf8' });
      expect(tested.status, tested.stdout).toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('refuses every freedom that ZIP gives', async () => {
    const a: [string, Bytes] = ['a', text('first')];
    const b: [string, Bytes] = ['b', text('second')];
    const plain = await zipWith([a, b]);
    expect('files' in readStrictArchive(plain)).toBe(true);
    const freedoms: [string, Uint8Array][] = [
      ['compressed', await zipWith([['a', text('x'.repeat(500)), { compress: true }]])],
      ['a time', await zipWith([['a', text('x'), { mtime: new Date(2020, 1, 1) }]])],
      ['a time in an extra field', await zipWith([['a', text('x'), { forceDosTimestamp: false }]])],
      ['another mode', await zipWith([['a', text('x'), { mode: 0o100755 }]])],
      ['an archive comment', await zipWith([a], 'hello')],
      ['a file comment', await zipWith([['a', text('x'), { fileComment: 'hello' }]])],
      ['ZIP64', await zipWith([['a', text('x'), { forceZip64Format: true }]])],
      ['unsorted', await zipWith([b, a])],
      ['a name twice', await zipWith([a, a])],
      ['names that differ in case only', await zipWith([['A', text('x')], a])],
      ['a name beyond ASCII', await zipWith([['ä', text('x')]])],
      ['a blank in a name', await zipWith([['a b', text('x')]])],
      ['a dot folder', await zipWith([['./a', text('x')]])],
      ['something before', Uint8Array.from([0, ...plain])],
      ['something after', Uint8Array.from([...plain, 0])],
      ['cut short', plain.subarray(0, -1)],
      ['no file', await zipWith([])],
      ['nothing', new Uint8Array()],
    ];
    const accepted = freedoms.filter(([, bytes]) => 'files' in readStrictArchive(bytes)).map(([name]) => name);
    expect(accepted).toEqual([]);
  });

  it('refuses names that climb out, are absolute, or speak another system', async () => {
    const plain = await zipWith([['abcdefgh', text('x')]]);
    for (const name of [
      '../aaaaa',
      'aaa/../b',
      '/aaaaaaa',
      'aaaa\\aaa',
      'C:/aaaaa',
      'aaaaaaa/',
      'aaa//aaa',
      'aaa/./aa',
    ]) {
      const renamed = Buffer.from(plain.toString('latin1').replaceAll('abcdefgh', name), 'latin1');
      expect(readStrictArchive(renamed), name).toMatchObject({ what: 'a name is not plain' });
    }
  });

  it('never throws, whatever the bytes', async () => {
    const genuine = await zip(files);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(genuine.length - 1), fc.nat(255)), { minLength: 1 }), (changes) => {
        const bytes = Uint8Array.from(genuine);
        for (const [at, value] of changes) bytes[at] = value;
        const read = readStrictArchive(bytes);
        expect('files' in read).toBe(Buffer.compare(bytes, genuine) === 0);
      }),
    );
  });
});

describe('CRC-32', () => {
  it('is the one of zlib', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(crc32(bytes)).toBe(zlibCrc32(bytes));
      }),
    );
  });
});
