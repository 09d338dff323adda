import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifierPage } from '../../electron/station/exports/verifierPage.ts';
import { driveLabelPicture } from '../../electron/station/labels/driveLabel.ts';
import { templateFor } from '../../electron/station/labels/labelTemplate.ts';
import { picturePng } from '../../electron/station/labels/picturePng.ts';
import { FACTORY_FORMAT } from '../../electron/station/labels/renderLabel.ts';
import { testLabelPicture } from '../../electron/station/labels/testLabel.ts';
import { signedLabel } from '../fixtures/paper/signedLabel.ts';
import { greyMap, labelOnTable, stillFilm } from '../fixtures/verifierPage/labelVideo.ts';
import { executablePath, noBrowser } from '../fixtures/window/chromium.ts';

const v1 = (name: string) => join(import.meta.dirname, '../fixtures/record/v1', name);
const CODE = readFileSync(v1('label.txt'), 'utf8').trim();
const PATIENCE = { timeout: 30_000 };

/** A label of ours at 203 dpi with the code of the golden ledger's first wipe. */
const label = driveLabelPicture(templateFor('50x25', 8), { ...signedLabel({}, true), labelCode: CODE });

/** verify.html opened from disk in a browser whose camera is a film of our own. */
describe.skipIf(noBrowser !== null)('a label before the eye of verify.html', () => {
  let folder: string;
  let address: string;
  const browsers: Browser[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wipebench-eye-'));
    writeFileSync(join(folder, 'verify.html'), await verifierPage());
    writeFileSync(join(folder, 'label.y4m'), stillFilm(labelOnTable(label, 2.2, 7)));
    writeFileSync(join(folder, 'label.png'), picturePng(label));
    await launched([]);
    address = `file://${join(folder, 'verify.html')}`;
  });
  afterAll(async () => {
    await Promise.all(browsers.map((browser) => browser.close()));
    rmSync(folder, { recursive: true, force: true });
  });

  async function launched(args: readonly string[]): Promise<Browser> {
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const browser = await chromium.launch({ executablePath, args: [...sandbox, ...args] });
    browsers.push(browser);
    return browser;
  }
  async function opened(...args: string[]): Promise<{ page: Page; asked: string[]; complaints: string[] }> {
    const [plain] = browsers;
    const browser = args.length === 0 && plain !== undefined ? plain : await launched(args);
    const page = await (await browser.newContext()).newPage();
    const asked: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(address);
    return { page, asked, complaints };
  }
  const says = (page: Page, words: string) => page.waitForSelector(`#scan-says:has-text("${words}")`, PATIENCE);
  const verdict = (page: Page, exit: number) => page.waitForSelector(`#verdict[data-exit="${exit}"]`, PATIENCE);

  it('reads the code through the camera, without any network, and holds it against the certificate', async () => {
    const { page, asked, complaints } = await opened(
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${join(folder, 'label.y4m')}`,
    );
    await page.setInputFiles('#files', v1('certificate.json'));
    await verdict(page, 0);
    await page.click('#camera');
    await says(page, 'read by the camera');
    expect(await page.inputValue('#label')).toBe(CODE);
    await verdict(page, 0);
    expect(await page.textContent('#report')).toContain('label');
    expect(await page.isHidden('#seen')).toBe(true);
    expect(await page.evaluate(() => document.querySelector('video')?.srcObject ?? null)).toBeNull();
    expect(asked.filter((url) => !url.startsWith('blob:'))).toEqual([address]);
    expect(complaints).toEqual([]);
  });

  it('says that there is no camera, or that it may not have it, and what to do instead', async () => {
    const { page } = await opened();
    await page.click('#camera');
    await says(page, 'Or take a photograph of the label');
    expect(await page.textContent('#camera')).toBe('Point the camera at a label');
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  });

  it('reads a photograph of a label, chosen or dropped, and never takes it for evidence', async () => {
    const { page } = await opened();
    await page.setInputFiles('#files', v1('certificate.json'));
    await page.setInputFiles('#picture', join(folder, 'label.png'));
    await says(page, 'read in label.png');
    await verdict(page, 0);
    expect(await page.inputValue('#label')).toBe(CODE);
    expect(await page.textContent('#given')).toBe('Given: certificate.json');
    await page.click('#clear');
    expect(await page.inputValue('#label')).toBe('');
    const base64 = readFileSync(join(folder, 'label.png')).toString('base64');
    await page.evaluate((contents) => {
      const transfer = new DataTransfer();
      const bytes = Uint8Array.from(atob(contents), (character) => character.charCodeAt(0));
      transfer.items.add(new File([bytes], 'photo.png', { type: 'image/png' }));
      document.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
    }, base64);
    await says(page, 'read in photo.png');
    await verdict(page, 2);
  });

  it.each([
    [
      'a picture without a code',
      'test.png',
      () => picturePng(testLabelPicture(templateFor('50x25', 8), FACTORY_FORMAT)),
      'No code could be read',
    ],
    ['what the browser cannot open', 'label.pgm', () => greyMap(labelOnTable(label, 2, 0)), 'cannot open'],
  ] as const)('says so of %s', async (_what, name, made, words) => {
    writeFileSync(join(folder, name), made());
    const { page, complaints } = await opened();
    const type = name.endsWith('.png') ? 'image/png' : 'image/x-portable-graymap';
    await page.setInputFiles('#picture', { name, mimeType: type, buffer: readFileSync(join(folder, name)) as Buffer });
    await says(page, words);
    expect(await page.inputValue('#label')).toBe('');
    expect(complaints).toEqual([]);
  });
});
