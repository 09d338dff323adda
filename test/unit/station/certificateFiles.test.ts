import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { certificateFilesIn, type FiledRows } from '../../../electron/station/certificateStore/certificateFiles.ts';
import { mendFilesWith } from '../../../electron/station/certificateStore/mendFiles.ts';

const ID = 'WB-0A1B2C3D-00000001';
const PDF = Buffer.from('%PDF drawn and signed');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wipebench-files-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Files of one due certificate, whose PDF is made when the test says so. */
function slowlyDrawn() {
  let due = true;
  let drawings = 0;
  const finish: (() => void)[] = [];
  const rows: FiledRows = {
    open: async () => ({ outcome: 'done', value: { fileBytes: Buffer.from('{}') } }),
    filesDue: () => (due ? [ID] : []),
    filesWritten: () => {
      due = false;
    },
  };
  const files = certificateFilesIn(folder, rows, () => {
    drawings += 1;
    return new Promise((resolve) => finish.push(() => resolve({ outcome: 'done', value: PDF })));
  });
  const isDrawing = () => expect.poll(() => finish.length).toBeGreaterThan(0);
  return { files, isDrawing, drawings: () => drawings, finish: () => finish.splice(0).forEach((done) => void done()) };
}

describe('the files of a certificate', () => {
  it('are drawn once, however many wait for them', async () => {
    const { files, isDrawing, drawings, finish } = slowlyDrawn();
    const due = files.writeDue();
    await isDrawing();
    const asked = [files.mend(ID), files.mend(ID)];
    let settled = false;
    const settling = files.settled(ID).then(() => {
      settled = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(settled).toBe(false);
    finish();
    expect(await Promise.all([due, ...asked])).toEqual([[], [], []]);
    await settling;
    expect(drawings()).toBe(1);
    expect(readFileSync(files.pdfPath(ID))).toEqual(PDF);
  });

  it('let the page be shown that waits for them, and come later', async () => {
    const { files, isDrawing, finish } = slowlyDrawn();
    const told: string[] = [];
    const mendFiles = mendFilesWith(
      (_severity, { code }) => told.push(code),
      (code) => told.push(code),
      20,
    );
    const shown = mendFiles(files, ID);
    await isDrawing();
    await shown;
    expect(existsSync(files.pdfPath(ID))).toBe(false);
    finish();
    await files.settled(ID);
    expect(existsSync(files.pdfPath(ID))).toBe(true);
    expect(told).toEqual([]);
  });

  it('that cannot be written are told as a fault, also when the page is shown already', async () => {
    const { files } = slowlyDrawn();
    let fail: (cause: Error) => void = () => undefined;
    const faults: unknown[] = [];
    const mendFiles = mendFilesWith(
      () => undefined,
      (code, cause) => faults.push([code, (cause as Error).message]),
      20,
    );
    const mend = () =>
      new Promise<never>((_resolve, reject) => {
        fail = reject;
      });
    await mendFiles({ ...files, mend }, ID);
    expect(faults).toEqual([]);
    fail(new Error('no space'));
    await expect.poll(() => faults).toEqual([['certificate-files', 'no space']]);
  });
});
