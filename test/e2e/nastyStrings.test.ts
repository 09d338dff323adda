import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AgentContract } from '../../core/contract/agent.ts';
import type { ContractClient } from '../../core/contract/rpcClient.ts';
import { lookedUp, NASTY_STRINGS, type NastyString } from '../fixtures/strings/nastyStrings.ts';
import {
  COLUMN_PT,
  FIRST_COLUMN_PT,
  SERIAL_COLUMN,
  TAG_COLUMN,
  withoutFurniture,
} from '../fixtures/strings/readCertificatePdf.ts';
import { endShown, NASTY_LOT, type NastyDrive, wipeNastyDrives } from '../fixtures/strings/wipeNastyDrives.ts';
import {
  builtWindow,
  launchBrowser,
  noBrowser,
  openWindow,
  type TestWindow,
} from '../fixtures/window/browserWindow.ts';
import { type RealBench, startRealBench } from '../fixtures/window/realBench.ts';
import { connectClient, done, ENGINE, signInFirstPerson } from '../integration/agent/agentProcess.ts';

if (!existsSync(ENGINE))
  console.warn(`skipped: ${ENGINE} is not built: nasty strings were NOT looked at in the window`);

/** What the window shows of ten drives and asset tags that no shop wants; the other half is test/integration/station/nastyStrings.test.ts. */
describe.skipIf(noBrowser !== null || !existsSync(ENGINE))('nasty strings in the window', () => {
  let bench: RealBench;
  let agent: ContractClient<AgentContract>;
  let drives: readonly NastyDrive[];
  let browser: Browser;
  let window: TestWindow;
  let page: Page;

  beforeAll(async () => {
    bench = await startRealBench(builtWindow());
    agent = await connectClient(join(bench.home, 'agent.sock'));
    const session = await signInFirstPerson(agent);
    drives = await wipeNastyDrives(agent, session);
    for (const { recordId } of drives) {
      done(await agent.call('certificates.issue', { session, recordId, mediaSource: null, destination: null }));
    }
    browser = await launchBrowser();
    window = await openWindow(browser, bench.url, { width: 1366, height: 768, scheme: 'light' });
    page = window.page;
  });
  afterAll(async () => {
    await browser?.close();
    agent?.close();
    await bench?.stop();
  });

  const tileOf = ({ bayNumber }: NastyDrive) =>
    page.getByRole('button', { name: new RegExp(`^Bay ${bayNumber}, Pull · PASS`) });
  /** The form where room is short. */
  const briefly = ({ text, screen }: NastyString) =>
    [...text].length <= 48
      ? screen
      : `${text.slice(0, 48)} [… ${(text.length - 48).toLocaleString('en')} characters more]`;

  test('a tile shows the end of the serial and the asset tag, and nothing of them unseen', async () => {
    for (const drive of drives) {
      const tile = tileOf(drive);
      await tile.waitFor();
      expect(await tile.locator('[data-unknown]').textContent(), drive.serial.name).toBe(endShown(drive.serial));
      expect(await tile.textContent(), drive.tag.name).toContain(briefly(drive.tag));
      const clipped = await tile.locator('[data-unknown]').evaluate((shown) => shown.scrollWidth > shown.clientWidth);
      expect(clipped, drive.serial.name).toBe(false);
    }
    const loaded = () =>
      page.evaluate(() => [...document.fonts].filter(({ status }) => status === 'loaded').map(({ family }) => family));
    await expect
      .poll(loaded, { message: 'Chinese has a face, whatever this computer has' })
      .toContain('CertificateHan');
    await window.shoot('strings-bench');
  });

  test('the panel of a drive shows serial and tag whole, by source, however long', async () => {
    for (const drive of drives) {
      await tileOf(drive).click();
      const panel = page.getByRole('complementary', { name: 'The selected drive' });
      await panel.getByRole('heading', { name: `Bay ${drive.bayNumber}`, exact: true }).waitFor();
      const row = panel.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'Serial number' }) });
      expect(await row.getByRole('cell').textContent(), drive.serial.name).toBe(drive.serial.screen);
      expect(await factOf(panel, 'Asset tag'), drive.tag.name).toBe(drive.tag.screen);
      expect(await factOf(panel, 'Lot')).toBe(NASTY_LOT);
      expect(lookedUp(drive.serial.screen)).toBe(drive.serial.text);
      // What stands in the head leaves the buttons below it in sight, whatever the length.
      await panel.getByRole('button', { name: 'Open certificate' }).waitFor();
      const head = await panel.locator('[data-signal]').first().boundingBox();
      expect(head?.height, drive.serial.name).toBeLessThan(400);
      if (drive.serial.text.length > 100) await window.shoot('strings-panel');
    }
  });

  test('each certificate opens from its drive and shows both strings as it prints them', async () => {
    for (const drive of drives) {
      await page.getByRole('link', { name: 'Bench', exact: true }).click();
      const tile = tileOf(drive);
      if ((await tile.getAttribute('aria-pressed')) !== 'true') await tile.click();
      await page.getByRole('heading', { name: `Bay ${drive.bayNumber}`, exact: true }).waitFor();
      await page.getByRole('button', { name: 'Open certificate' }).click();
      await page
        .getByRole('img', { name: /^Certificate WB-/ })
        .first()
        .waitFor();
      const sheets = await page.getByRole('img', { name: /^Certificate WB-/ }).evaluateAll((drawings) =>
        drawings.map((drawing) =>
          [...drawing.querySelectorAll('text')].map((text) => ({
            x: Number(text.getAttribute('x')),
            words: text.textContent,
          })),
        ),
      );
      const columnOf = ({ x }: { x: number }) => Math.floor((x - FIRST_COLUMN_PT + 1) / COLUMN_PT);
      const places = [
        [drive.serial, SERIAL_COLUMN],
        [drive.tag, TAG_COLUMN],
      ] as const;
      for (const [string, column] of places) {
        const lines = sheets.map((texts) =>
          texts.filter((text) => columnOf(text) === column).map(({ words }) => words),
        );
        const words = withoutFurniture(lines).join('').replace(/\s+/g, '');
        expect(words.includes(string.paper.replace(/\s+/g, '')), string.name).toBe(true);
      }
      if (drive.serial.name === 'right to left') await window.shoot('strings-certificate');
    }
  });

  test('the lists find each string as it is shown, and show it so', async () => {
    await page.getByRole('link', { name: 'Certificates' }).click();
    const search = page.getByRole('textbox', { name: 'Serial, asset tag, lot, date or person' });
    for (const string of NASTY_STRINGS) {
      await search.fill(string.screen);
      await page.getByText('2 found', { exact: true }).waitFor();
      const cells = page.getByRole('cell', { name: string.screen, exact: true });
      await expect.poll(() => cells.count(), { message: string.name }).toBe(2);
      // Another search begins where nothing is found, so that its answer cannot be taken for this one's.
      await search.fill('found nowhere');
      await page.getByText('0 found', { exact: true }).waitFor();
    }
    await window.shoot('strings-list');
  });

  test('nothing was complained of in the console', () => {
    expect(window.complaints).toEqual([]);
  });
});

async function factOf(scope: ReturnType<Page['locator']>, name: string): Promise<string | null> {
  const fact = scope
    .locator('dl > div')
    .filter({ has: scope.page().locator('dt', { hasText: new RegExp(`^${name}$`) }) });
  return fact.locator('dd').textContent();
}
