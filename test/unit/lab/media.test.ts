import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Media } from '../../lab/drives/model/media.ts';
import { benchlessBody, MIB, SIZE } from './benchlessDrive.ts';

const SECRET = Buffer.alloc(64 * 1024, 'secret of an earlier owner ');

describe('the medium under a mapping layer', () => {
  it('answers zeros for deallocated blocks while the cells keep every byte', () => {
    const { media } = benchlessBody();
    media.write(MIB, SECRET);
    media.deallocate(MIB, SECRET.length);
    expect(media.read(MIB, SECRET.length)).toEqual(Buffer.alloc(SECRET.length));
    expect(media.cells(MIB, SECRET.length)).toEqual(SECRET);
  });

  it('shows nothing old around a small write into a deallocated granule', () => {
    const { media } = benchlessBody();
    media.write(0, SECRET);
    media.deallocate(0, SECRET.length);
    media.write(512, Buffer.from('new'));
    expect(media.read(0, 4096).toString('latin1').replaceAll('\0', '')).toBe('new');
  });

  it('writes zeros at the edges of an unaligned deallocation and leaves the neighbours alone', () => {
    const { media } = benchlessBody();
    media.write(0, SECRET);
    media.deallocate(512, 8192);
    expect(media.read(0, 512)).toEqual(SECRET.subarray(0, 512));
    expect(media.read(512, 8192)).toEqual(Buffer.alloc(8192));
    expect(media.read(8704, 512)).toEqual(SECRET.subarray(8704, 9216));
  });

  it('erases cells that were written before a hard stop it has no note of', () => {
    const cells = join(mkdtempSync(join(tmpdir(), 'wipebench-model-')), 'cells');
    const before = new Media(cells, SIZE, undefined, () => undefined);
    before.write(0, SECRET);
    before.close();
    const again = new Media(cells, SIZE, { deallocated: '', programmed: '', clean: false }, () => undefined);
    again.eraseCells(0, SIZE);
    expect(again.cells(0, SECRET.length)).toEqual(Buffer.alloc(SECRET.length));
  });
});
