import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SHELF } from '../../../electron/cli/lab/labStation.ts';
import { launchBrowser, noBrowser, openWindow, type TestWindow } from '../../fixtures/window/browserWindow.ts';
import { labOrReason } from '../bench/labOrReason.ts';
import { PROJECT } from '../bench/labPaths.ts';

const kernel = labOrReason();
const PATIENCE_MS = 400_000;
const ERASES = [
  { serial: SHELF.nvme, technique: 'NVMe Sanitize, block erase', tool: 'nvme', policyId: 'nist-purge' },
  { serial: SHELF.sataHdd, technique: 'ATA Security Erase, enhanced', tool: 'hdparm', policyId: 'nist-purge' },
] as const;

/** What a newcomer does after `npm start -- --lab`: the command itself, its window in Chromium, and nothing else. */
describe.skipIf(kernel === null || noBrowser !== null)('the window on a lab bench', () => {
  let started: ChildProcess;
  let browser: Browser;
  let window: TestWindow;

  beforeAll(async () => {
    started = spawn(process.execPath, [join(PROJECT, 'electron/cli/wipebench.mjs'), 'start', '--lab', '--no-window'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (started.stdout === null) throw new Error('npm start has no output');
    let address = '';
    for await (const line of createInterface({ input: started.stdout })) {
      address = /http:\/\/127\.0\.0\.1:\S+/.exec(line)?.[0] ?? '';
      if (address !== '') break;
    }
    started.stdout.resume();
    browser = await launchBrowser();
    window = await openWindow(browser, address, { width: 1920, height: 1080, scheme: 'light' });
    window.page.setDefaultTimeout(PATIENCE_MS);
  }, PATIENCE_MS);

  afterAll(async () => {
    await browser?.close();
    if (started?.exitCode === null && started.kill('SIGTERM')) await once(started, 'close');
  });

  it('greets its first person', async () => {
    const { page } = window;
    await page.getByLabel('Name').fill('Ines Okafor');
    await page.getByLabel('Title').fill('Shift lead');
    await page.getByLabel('Own PIN').fill('four-tet-71');
    await page.getByLabel('The same PIN again').fill('four-tet-71');
    await page.getByRole('button', { name: 'Enrol' }).click();
    await page.getByRole('button', { name: 'Sign out Ines Okafor' }).waitFor();
  });

  it.each(ERASES)('$technique runs to a green bay, and its certificate names $tool with its version', async (erase) => {
    const { page } = window;
    await page.getByRole('link', { name: 'Bench', exact: true }).click();
    const place = await begin(page, erase);
    await page.getByRole('button', { name: new RegExp(`^${place}, Pull · PASS`) }).waitFor();
    await page.getByRole('heading', { name: 'Verdict: Sanitized' }).waitFor();
    await window.shoot(`lab-${erase.tool}-verdict`);
    await page.getByRole('button', { name: 'Open certificate' }).click();
    await page.getByRole('img', { name: /^Certificate WB-.*page 1 / }).waitFor();
    await page.getByRole('button', { name: 'Verify now' }).click();
    await page.getByText('Genuine', { exact: true }).first().waitFor();
    await window.shoot(`lab-${erase.tool}-certificate`);
    const words = await page.locator('main').innerText();
    expect(words).toMatch(new RegExp(`\\b${erase.tool}\\b[^\\n]*\\d+\\.\\d+`));
    expect(words).toContain(erase.serial);
  });

  it('complained of nothing', () => {
    expect(window.complaints).toEqual([]);
  });
});

/** Starts the wipe as a person does; answers what the bay is called. */
async function begin(page: Page, { serial, technique, policyId }: (typeof ERASES)[number]): Promise<string> {
  const tail = serial.slice(-4);
  const bay = page.getByRole('button', { name: new RegExp(`Start, serial ending ${tail}`) });
  await bay.waitFor();
  const place = /^Bay \d+/.exec((await bay.textContent()) ?? '')?.[0];
  if (place === undefined) throw new Error(`the drive ${serial} is in no bay`);
  await bay.click();
  await page.getByRole('button', { name: 'Start wipe' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Policy').selectOption(policyId);
  await dialog.getByRole('radio', { name: technique }).check();
  await dialog.getByLabel('Last four of the serial').fill(tail);
  await dialog.getByRole('button', { name: 'Start wipe' }).click();
  await page.getByRole('button', { name: new RegExp(`^${place}, wiping`) }).waitFor();
  return place;
}
