import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  builtWindow,
  launchBrowser,
  noBrowser,
  openWindow,
  scan,
  type TestWindow,
} from '../fixtures/window/browserWindow.ts';
import { type RealBench, startRealBench } from '../fixtures/window/realBench.ts';

/** One drive from the empty bay to the verified certificate, in Chromium, on the real agent, engine and station. */
describe.skipIf(noBrowser !== null)('the window on the real bench', () => {
  const look = { width: 1366, height: 768, scheme: 'light' } as const;
  const serial = 'VIRT-E2E47K9P';
  let bench: RealBench;
  let browser: Browser;
  let window: TestWindow;

  beforeAll(async () => {
    bench = await startRealBench(builtWindow());
    browser = await launchBrowser();
    window = await openWindow(browser, bench.url, look);
  });
  afterAll(async () => {
    await browser?.close();
    await bench?.stop();
  });

  test('the first person is enrolled with an own PIN and is signed in', async () => {
    const { page } = window;
    await page.getByRole('heading', { name: 'Who runs this bench?' }).waitFor();
    await window.shoot('story-1-first-run');
    await page.getByLabel('Name').fill('Ines Okafor');
    await page.getByLabel('Title').fill('Shift lead');
    await page.getByLabel('Own PIN').fill('four-tet-71');
    await page.getByLabel('The same PIN again').fill('four-tet-71');
    await page.getByRole('button', { name: 'Enrol' }).click();
    await page.getByRole('button', { name: 'Sign out Ines Okafor' }).waitFor();
    expect(await page.getByText('VIRTUAL', { exact: true }).isVisible()).toBe(true);
  });

  test('a printer is set up on its tty', async () => {
    const { page } = window;
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByLabel('Printer', { exact: true }).selectOption('Another port, by its path');
    await page.getByLabel('Path of the port').fill(bench.printerPath);
    await page.getByRole('region', { name: 'Label printer' }).getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    await page.getByText('Printer ready').waitFor();
    await window.shoot('story-2-printer');
  });

  test('a virtual drive is plugged in and asks for hands', async () => {
    const { page } = window;
    await page.getByRole('link', { name: 'Bench', exact: true }).click();
    await page.getByRole('button', { name: 'Bay 2, empty' }).click();
    await page.getByLabel('Serial number').fill(serial);
    await page.getByLabel('Size', { exact: true }).selectOption('64');
    await page.getByLabel('Speed, at most').selectOption('20');
    await page.getByRole('button', { name: 'Plug in a virtual drive' }).click();
    await page.getByRole('button', { name: /^Bay 2, Start, serial ending 7K9P/ }).waitFor();
    await window.shoot('story-3-plugged');
  });

  test('another serial starts nothing and the refusal teaches', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Start wipe' }).click();
    const dialog = page.getByRole('dialog');
    const policy = dialog.getByLabel('Policy');
    await policy.selectOption('nist-clear-sampled');
    await dialog.getByRole('radio').first().waitFor();
    await dialog.getByLabel('Last four of the serial').fill('0000');
    await dialog.getByRole('button', { name: 'Start wipe' }).click();
    await dialog.getByRole('alert').getByText('confirmation-mismatch').waitFor();
    await window.shoot('story-4-refused');
    await window.expectAccessible();
  });

  test('asset tag and serial are scanned without touching a field; progress is seen live', async () => {
    const { page } = window;
    await page.getByLabel('Lot').fill('Lot 2026-114');
    await scan(page, 'AT-10482');
    await scan(page, serial);
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByLabel('Asset tag').inputValue()).toBe('AT-10482');
    expect(await dialog.getByLabel('Lot').inputValue()).toBe('Lot 2026-114');
    await dialog.getByRole('button', { name: 'Start wipe' }).click();
    await page.getByRole('button', { name: /^Bay 2, wiping, [1-9]\d?% done, .* left/ }).waitFor();
    const bar = page.getByRole('progressbar');
    const first = Number(await bar.getAttribute('aria-valuenow'));
    await window.shoot('story-5-wiping');
    await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow')), { timeout: 60_000 }).not.toBe(first);
  });

  test('the verdict is sanitized, the bay turns green and the label came out of the printer', async () => {
    const { page } = window;
    await page.getByRole('button', { name: /^Bay 2, Pull · PASS/ }).waitFor({ timeout: 110_000 });
    await page.getByRole('heading', { name: 'Verdict: Sanitized' }).waitFor();
    await page.getByText(/PASS printed/).waitFor({ timeout: 30_000 });
    expect(bench.printer.labels()).toHaveLength(1);
    await window.shoot('story-6-verdict');
    expect(await page.getByText(/No sentence for/).count(), 'every reason and journal line has its words').toBe(0);
    expect(await page.getByText('{{').count(), 'no sentence has a hole').toBe(0);
    await page.getByRole('button', { name: 'Show label' }).click();
    const picture = page.getByRole('img', { name: /^The PASS label/ });
    await picture.waitFor();
    expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(300);
    await window.shoot('story-7-label');
  });

  test('the certificate opens, drawn as it prints, and verifies', async () => {
    const { page } = window;
    await page.getByRole('link', { name: 'Bench', exact: true }).click();
    await page.getByRole('button', { name: 'Open certificate' }).click();
    await page.getByRole('img', { name: /^Certificate WB-/ }).waitFor();
    await page.getByRole('button', { name: 'Verify now' }).click();
    await page.getByText('Genuine', { exact: true }).first().waitFor();
    const faces = await page.evaluate(() =>
      [...document.fonts].filter((face) => face.status === 'loaded').map((face) => face.family),
    );
    expect(faces, 'drawn in the faces that it prints in').toContain('Certificate');
    expect(await page.getByText('Not genuine').count()).toBe(0);
    await window.shoot('story-8-certificate');
  });

  test('the shift lead exports it, and the file is there', async () => {
    const { page } = window;
    await page.getByRole('link', { name: 'Back to the list' }).click();
    await page.getByRole('button', { name: 'Choose all 1 listed' }).click();
    await page.getByRole('button', { name: 'Export 1' }).click();
    const made = page.getByRole('status').getByText(/1 certificate exported and sealed/);
    await made.waitFor();
    const path = /sealed: (.+\.zip)/.exec((await made.textContent()) ?? '')?.[1] ?? '';
    expect(existsSync(path), path).toBe(true);
    await window.shoot('story-9-export');
  });

  test('a killed agent greys the bench and says since when; its return is seen without a reload', async () => {
    const { page } = window;
    await page.getByRole('link', { name: 'Bench', exact: true }).click();
    await bench.killAgent();
    await page.getByText(/The agent is lost since/).waitFor();
    expect(await page.locator('[data-bay-key][data-old="true"]').count()).toBeGreaterThan(0);
    await window.shoot('story-10-agent-lost');
    await bench.restartAgent();
    await page.getByText(/The agent is lost since/).waitFor({ state: 'detached' });
    expect(await page.locator('[data-bay-key][data-old="true"]').count()).toBe(0);
  });

  test('nothing was complained of in the console', () => {
    expect(window.complaints).toEqual([]);
  });
});
