import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateJsonPath, certificatePdfPath, EXPORT_PATHS } from '../../core/record/exportLayout.ts';
import { verifierPage } from '../../electron/station/exports/verifierPage.ts';
import { refusedEvidence } from '../fixtures/record/refusedEvidence.ts';
import { ledgerBytes } from '../fixtures/record/rotatedEvidence.ts';
import { launchBrowser, noBrowser } from '../fixtures/window/browserWindow.ts';

const v1 = (name: string) => join(import.meta.dirname, '../fixtures/record/v1', name);
const KEY = 'f6f1aa7ce11d17ca372db71c454fb64e37df8e1364b96aa0cc8e8f1bfa8d9044';

/** The page as it lies in an export, opened from disk in a real browser. */
describe.skipIf(noBrowser !== null)('verify.html', () => {
  let folder: string;
  let browser: Browser;
  let page: Page;
  const asked: string[] = [];
  const complaints: string[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wipebench-page-'));
    writeFileSync(join(folder, 'verify.html'), await verifierPage());
    browser = await launchBrowser();
    const context = await browser.newContext();
    page = await context.newPage();
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(`file://${join(folder, 'verify.html')}`);
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function verdictOn(paths: readonly string[], label = '', key = ''): Promise<{ exit: string; words: string }> {
    await page.click('#clear');
    await page.fill('#label', label);
    await page.fill('#key', key);
    if (paths.length > 0) await page.setInputFiles('#files', [...paths]);
    else await page.click('#verify');
    await page.waitForSelector('#verdict[data-exit]');
    const exit = (await page.getAttribute('#verdict', 'data-exit')) ?? '';
    return { exit, words: `${await page.textContent('#verdict')}\n${await page.textContent('#report')}` };
  }
  const changed = (name: string, change: (bytes: Buffer) => Buffer): string => {
    const path = join(folder, name);
    writeFileSync(path, change(readFileSync(v1(name))));
    return path;
  };

  it.each([
    ['a certificate', ['certificate.json']],
    ['an export', ['export.zip']],
    ['a ledger and its checkpoint', ['ledger.jsonl', 'checkpoint.txt']],
    ['two of the same ledger', ['export.zip', 'ledger.jsonl', 'checkpoint.txt']],
  ])('calls %s genuine under the key that was named, and says what it did not check', async (_what, names) => {
    const { exit, words } = await verdictOn(names.map(v1), '', KEY);
    expect(words).toContain('GENUINE');
    expect(exit).toBe('0');
    expect(words).toContain(`${KEY}, the one you named`);
    if (names.includes('export.zip')) expect(words).toContain('was not drawn again here');
  });

  it('checks the code of a label with the certificate of the same wipe', async () => {
    const label = readFileSync(v1('label.txt'), 'utf8');
    expect((await verdictOn([v1('certificate.json')], label)).exit).toBe('0');
    expect((await verdictOn([], label)).exit).toBe('2');
    const other = label.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    expect((await verdictOn([v1('certificate.json')], other)).exit).toBe('1');
  });

  it('calls a certificate refused whose drive quality refused, as soon as the ledger is given along', async () => {
    const { ledger, files, certificateIds, label } = await refusedEvidence();
    const write = (name: string, bytes: Uint8Array | string) => {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
      return path;
    };
    const certificate = write('refused/first.json', files.get(certificateJsonPath(certificateIds[0] ?? '')) ?? '');
    const whole = [write('refused/ledger.jsonl', ledgerBytes(ledger))];
    whole.push(write('refused/checkpoint.txt', await ledger.checkpoint()));
    expect((await verdictOn([certificate], label)).exit).toBe('0');
    const { exit, words } = await verdictOn([certificate, ...whole], label, ledger.keyId);
    expect(words).toMatch(/^REFUSED: /);
    expect(words).toContain('It counts no more.');
    expect(words).not.toContain('GENUINE: ');
    expect(exit).toBe('3');
    const found = await new AxeBuilder({ page }).include('#verdict').analyze();
    expect(found.violations.map(({ id }) => id)).toEqual([]);
  });

  it.each([
    ['a certificate with one byte changed', 'certificate.json', (bytes: Buffer) => flip(bytes, 3000)],
    ['an export with one byte changed', 'export.zip', (bytes: Buffer) => flip(bytes, 9000)],
    ['a ledger without its last entry', 'ledger.jsonl', withoutLastLine],
    ['a ledger with two entries swapped', 'ledger.jsonl', swapped],
  ])('names %s', async (_what, name, change) => {
    const paths = [changed(name, change), ...(name === 'ledger.jsonl' ? [v1('checkpoint.txt')] : [])];
    const { exit, words } = await verdictOn(paths, '', KEY);
    expect(words).toContain('NOT GENUINE: ');
    expect(words).toContain(name);
    expect(exit).toBe('1');
  });

  it('refuses another key than the one that was named', async () => {
    expect((await verdictOn([v1('certificate.json')], '', 'ab'.repeat(32))).exit).toBe('1');
    expect((await verdictOn([v1('certificate.json')], '', 'not a key')).exit).toBe('2');
  });

  it('takes an unpacked export as one, and names a file that was changed in it', async () => {
    const unpacked = join(folder, 'unpacked');
    const { readStrictArchive } = await import('../../core/record/strictArchive.ts');
    const archive = readStrictArchive(readFileSync(v1('export.zip')));
    if (!('files' in archive)) throw new Error(archive.what);
    for (const [path, bytes] of archive.files) {
      mkdirSync(dirname(join(unpacked, path)), { recursive: true });
      writeFileSync(join(unpacked, path), bytes);
    }
    await page.click('#clear');
    await page.fill('#key', '');
    await page.setInputFiles('#folder', unpacked);
    await page.waitForSelector('#verdict[data-exit="0"]');
    const path = certificatePdfPath('WB-0A1B2C3D-00000001');
    writeFileSync(join(unpacked, path), 'another paper');
    await page.click('#clear');
    await page.setInputFiles('#folder', unpacked);
    await page.waitForSelector('#verdict[data-exit="1"]');
    expect(await page.textContent('#verdict')).toContain(path);
    rmSync(join(unpacked, EXPORT_PATHS.proofs));
    await page.click('#clear');
    await page.setInputFiles('#folder', unpacked);
    await page.waitForSelector('#verdict[data-exit="1"]');
    expect(await page.textContent('#report')).toContain(EXPORT_PATHS.proofs);
  });

  it('takes files that are dropped on it', async () => {
    await page.click('#clear');
    await page.fill('#key', '');
    const text = readFileSync(v1('certificate.json'), 'utf8');
    await page.evaluate((contents) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([contents], 'dropped.json'));
      document.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
    }, text);
    await page.waitForSelector('#verdict[data-exit="0"]');
    expect(await page.textContent('#given')).toContain('dropped.json');
  });

  it('shows what a file says as text and never as a page', async () => {
    const path = join(folder, '<img src=x onerror=document.title=1>.json');
    writeFileSync(path, '{}');
    expect((await verdictOn([path])).exit).toBe('1');
    expect(await page.title()).toBe('Wipebench verifier');
    expect(await page.locator('#report img, #verdict img').count()).toBe(0);
  });

  it('asked nothing of any network, could not if it would, and has nothing to complain of', async () => {
    expect(asked).toEqual([`file://${join(folder, 'verify.html')}`]);
    expect(complaints).toEqual([]);
    const refused = await page.evaluate(() =>
      fetch('http://127.0.0.1:9/').then(
        () => 'answered',
        () => 'refused',
      ),
    );
    expect(refused).toBe('refused');
    expect(complaints.join()).toContain('Content Security Policy');
  });

  it('is readable for everybody, empty and with a verdict', async () => {
    const found = async () =>
      (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    await page.click('#clear');
    expect(await found()).toEqual([]);
    for (const paths of [
      [v1('certificate.json')],
      [v1('checkpoint.txt')],
      [changed('certificate.json', (bytes) => flip(bytes, 3000))],
    ]) {
      await verdictOn(paths);
      expect(await found()).toEqual([]);
    }
  });

  it('is made of one file with nothing in it that is fetched', () => {
    const html = readFileSync(join(folder, 'verify.html'), 'utf8');
    expect(html).not.toMatch(/<(?:script|link|img)[^>]+(?:src|href)=(?!"data:)/);
    expect(html).toContain("default-src 'none'");
  });
});

function flip(bytes: Buffer, at: number): Buffer {
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
}

function withoutLastLine(bytes: Buffer): Buffer {
  return Buffer.from(`${bytes.toString().trimEnd().split('\n').slice(0, -1).join('\n')}\n`);
}

function swapped(bytes: Buffer): Buffer {
  const [first = '', second = '', ...rest] = bytes.toString().split('\n');
  return Buffer.from([second, first, ...rest].join('\n'));
}
