import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  builtWindow,
  type Look,
  launchBrowser,
  noBrowser,
  openWindow,
  scan,
  type TestWindow,
} from '../fixtures/window/browserWindow.ts';
import { unreadable } from '../fixtures/window/readsWell.ts';
import type { Scene } from '../fixtures/window/scriptedBench.ts';
import { type ScriptedStation, startScriptedStation } from '../fixtures/window/scriptedStation.ts';
import { cutOnTiles, seenOn } from '../fixtures/window/tileWords.ts';

/** On the small screen every screen is walked through in both schemes by everyScreen.test.ts. */
const looks: readonly Look[] = [
  { width: 1920, height: 1080, scheme: 'dark' },
  { width: 1366, height: 768, scheme: 'light' },
];
/** Only ends what hangs. */
const PATIENCE = { timeout: 30_000 };
const small = { width: 1366, height: 768, scheme: 'light' } as const;

/** The real window in Chromium on a scripted station: states that a real bench shows rarely. Proves the window, not the product. */
describe.skipIf(noBrowser !== null)('the window on a scripted station', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });

  async function on(scene: Scene, look: Look, act: (window: TestWindow, station: ScriptedStation) => Promise<void>) {
    const station = await startScriptedStation(scene, { rendererFolder: builtWindow() });
    const window = await openWindow(browser, station.url, look);
    try {
      await act(window, station);
      expect(window.complaints).toEqual([]);
    } finally {
      await window.close();
      await station.close();
    }
  }
  const bay = ({ page }: TestWindow, number: number) =>
    page.getByRole('button', { name: new RegExp(`^Bay ${number},`) });

  for (const look of looks) {
    const name = `${look.width}x${look.height} ${look.scheme}`;
    test(`every state of a bay is readable and named, ${name}`, () =>
      on('every-state', look, async (window) => {
        await bay(window, 12).waitFor();
        for (const word of ['Empty', 'Start', 'Help', 'Wiping', 'Pull · PASS', 'Pull · SHRED', 'Quarantine']) {
          expect(await window.page.getByText(word, { exact: true }).count(), word).toBeGreaterThan(0);
        }
        await window.shoot('states');
        await window.expectAccessible();
      }));

    test(`48 bays fit without scrolling, ${name}`, () =>
      on('full', look, async (window) => {
        await bay(window, 48).waitFor();
        const list = window.page.getByRole('list', { name: 'Bays' });
        expect(await list.evaluate((element) => element.scrollHeight <= element.clientHeight)).toBe(true);
        await window.shoot('48-bays');
        await window.expectAccessible();
      }));

    test(`each of 48 tiles says what drive it is, and no word of ours is cut in any language, ${name}`, () =>
      on('full', look, async (window, station) => {
        const { page } = window;
        const tile = page.locator('[data-bay-key="bay-1"]');
        await tile.waitFor();
        for (const language of ['de', 'pl', 'zh', 'en'] as const) {
          station.speak(language);
          await page.locator(`html[lang="${language === 'zh' ? 'zh-Hans' : language}"]`).waitFor({ state: 'attached' });
          await expect.poll(() => cutOnTiles(page), PATIENCE).toEqual([]);
          expect(await unreadable(page)).toEqual([]);
          if (language !== 'en') await window.shoot(`48-bays-${language}`);
        }
        for (const known of ['118V', 'ST4000NM0035', '4 TB', '0%']) expect(await seenOn(tile, known), known).toBe(true);
      }));

    test(`a shift with a drive's story open, ${name}`, () =>
      on('shift', look, async (window) => {
        await bay(window, 8).waitFor();
        await window.shoot('shift');
        await bay(window, 8).click();
        await window.page.getByRole('heading', { name: 'Verdict: Failed' }).waitFor();
        await window.shoot('shift-shred-story');
        await window.expectAccessible();
      }));

    test(`certificates, record, labels, settings, ${name}`, () =>
      on('shift', look, async (window) => {
        const { page } = window;
        await page.getByRole('link', { name: 'Certificates' }).click();
        await page.getByText('520 loaded, more below').waitFor();
        await window.shoot('certificates');
        await window.expectAccessible();
        await page.getByRole('button', { name: 'WB-5C417ED0-00005000' }).click();
        await page.getByRole('button', { name: 'Verify now' }).click();
        await page.getByText('Genuine', { exact: true }).first().waitFor();
        await window.shoot('certificate');
        await window.expectAccessible();
        await page.evaluate(() => location.assign('#/certificates/WB-5C417ED0-00004999'));
        await page.getByText('The page is being drawn.').waitFor();
        await page.getByRole('img', { name: 'Certificate WB-5C417ED0-00004999, page 1 of 1, as it prints' }).waitFor();
        await page.evaluate(() => location.assign('#/certificates/WB-00000000-00000000'));
        await page.getByText('certificate-unknown').waitFor();
        await window.shoot('certificate-unknown');
        await window.expectAccessible();
        await page.getByRole('button', { name: 'Try again' }).click();
        await page.getByText('certificate-unknown').waitFor();
        await page.evaluate(() => location.assign('#/certificates/WB-5C417ED0-00005000'));
        await page.getByRole('link', { name: '5000', exact: true }).click();
        await page.getByRole('heading', { name: 'Record, ledger entry 5000' }).waitFor();
        await window.shoot('record');
        await window.expectAccessible();
        await page.getByRole('link', { name: 'Labels' }).click();
        await page.getByRole('button', { name: /^ZC1/ }).first().click();
        await page.getByRole('button', { name: 'It is there' }).waitFor();
        await window.shoot('labels');
        await window.expectAccessible();
        await page.getByRole('link', { name: 'Settings' }).click();
        await page.getByRole('heading', { name: 'Label printer' }).waitFor();
        await page.getByText('1200 of 1540 entries sent').waitFor();
        await page.getByText(/^Parked: .*\(status 422: unknown lot\)/).waitFor();
        await page.getByRole('button', { name: 'Try again (un-park) customer-portal' }).scrollIntoViewIfNeeded();
        await window.shoot('settings');
        await window.expectAccessible();
      }));
  }

  test('the one line says the whole room, and its parts dim what they do not mean', () =>
    on('shift', small, async (window) => {
      const { page } = window;
      const help = page.getByRole('button', { name: '1 needs help' });
      await help.waitFor();
      for (const part of ['3 to pull', '2 to start', '16 running']) {
        expect(await page.getByRole('button', { name: part }).count(), part).toBe(1);
      }
      await help.click();
      expect(await page.locator('[data-bay-key][data-dimmed="false"]').count()).toBe(1);
      await window.shoot('filtered');
      await page.getByRole('button', { name: 'Show all' }).click();
      expect(await page.locator('[data-bay-key][data-dimmed="true"]').count()).toBe(0);
    }));

  test('a lost agent greys every tile and says since when; news of its return is taken at once', () =>
    on('lost', small, async (window, station) => {
      const { page } = window;
      await page.getByText(/The agent is lost since \d\d:\d\d:\d\d/).waitFor();
      expect(await page.locator('[data-bay-key][data-old="false"]').count()).toBe(0);
      await page.getByText('Last known:').waitFor();
      await window.shoot('agent-lost');
      await window.expectAccessible();
      station.findAgent();
      await page.locator('[data-bay-key][data-old="false"]').first().waitFor();
    }));

  test('a station that went away is said, and found again without a reload', () =>
    on('twelve', small, async (window, station) => {
      const { page } = window;
      await bay(window, 3).waitFor();
      await page.evaluate(() => document.body.setAttribute('data-same-page', 'yes'));
      await station.drop();
      await page.getByText(/The link to the station is lost since/).waitFor();
      await station.serveAgain();
      await page.getByText(/The link to the station is lost since/).waitFor({ state: 'detached' });
      expect(await page.locator('body').getAttribute('data-same-page')).toBe('yes');
      window.complaints.length = 0; // Chromium itself reports each refused connection
    }));

  test('a bench of steel has no striped frame, a virtual one always has', async () => {
    await on('steel', small, async (window) => {
      await bay(window, 1).waitFor();
      expect(await window.page.getByText('VIRTUAL', { exact: true }).count()).toBe(0);
      await window.shoot('steel');
    });
    await on('twelve', small, async (window) => {
      await bay(window, 3).click();
      await window.page.getByRole('button', { name: 'Start wipe' }).click();
      const word = window.page.getByText('VIRTUAL', { exact: true });
      const box = await word.boundingBox();
      const top = await window.page.evaluate(
        ([x, y]) => document.elementsFromPoint(x ?? 0, y ?? 0).length > 0,
        [box?.x ?? 0, box?.y ?? 0],
      );
      expect(top).toBe(true);
      expect(await word.isVisible(), 'above the dialog too').toBe(true);
    });
  });

  test('a scan needs no focus: bay code, serial and asset tag each find their bay, and undo takes it back', () =>
    on('shift', small, async (window) => {
      const { page } = window;
      await bay(window, 1).waitFor();
      await scan(page, 'BAY-07');
      await page.getByText('Scanned BAY-07: selected Bay 7.').waitFor();
      expect(await bay(window, 7).getAttribute('aria-pressed')).toBe('true');
      await page.getByRole('button', { name: 'Undo' }).click();
      expect(await bay(window, 7).getAttribute('aria-pressed')).toBe('false');
      await scan(page, 'AT-10407');
      expect(await bay(window, 8).getAttribute('aria-pressed')).toBe('true');
      await page.getByRole('link', { name: 'Certificates' }).click();
      await page.getByLabel('Serial, asset tag, lot, date or person').fill('lot');
      await scan(page, 'BAY-02');
      expect(await bay(window, 2).getAttribute('aria-pressed')).toBe('true');
      await page.getByRole('link', { name: 'Certificates' }).click();
      expect(await page.getByLabel('Serial, asset tag, lot, date or person').inputValue()).toBe('lot');
    }));

  test('the wrong drive scanned into a wipe dialog is named and enters nothing', () =>
    on('shift', small, async (window) => {
      const { page } = window;
      await bay(window, 5).click();
      await page.getByRole('button', { name: 'Start wipe' }).click();
      const other = await page.evaluate(() => document.querySelector('[data-bay-key="bay-19"]')?.textContent ?? '');
      const tail = /serial ending (\w{4})/.exec(other)?.[1] ?? '';
      const { scriptedSerial } = await import('../fixtures/window/scriptedBench.ts');
      expect(scriptedSerial(18).endsWith(tail)).toBe(true);
      await page.getByLabel('Policy').last().selectOption('clear-full');
      await page.getByRole('dialog').getByRole('radio').first().waitFor();
      await window.shoot('wipe-dialog');
      await window.expectAccessible();
      await scan(page, scriptedSerial(18));
      await page.getByText(/that is the drive in Bay 19, not this one/).waitFor();
      expect(await page.getByLabel('Last four of the serial').inputValue()).toBe('');
      expect(await page.getByLabel('Asset tag').inputValue()).toBe('');
    }));

  test('a locked drive asks for the PSID of its label, and its code goes into that field wherever it is scanned', () =>
    on('shift', small, async (window) => {
      const { page } = window;
      await bay(window, 5).click();
      await page.getByRole('button', { name: 'Start wipe' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Policy').selectOption('purge-sampled');
      const psid = dialog.getByLabel('PSID, from the drive');
      await psid.waitFor();
      const { scriptedSerial } = await import('../fixtures/window/scriptedBench.ts');
      await scan(page, scriptedSerial(4));
      const start = dialog.getByRole('button', { name: 'Start wipe' });
      expect(await start.isDisabled()).toBe(true);
      await scan(page, 'PSID:ABCDEFGHIJKLMNOPQRSTUVWXYZ012345');
      expect(await psid.inputValue()).toBe('ABCDEFGHIJKLMNOPQRSTUVWXYZ012345');
      expect(await dialog.getByLabel('Asset tag').inputValue()).toBe('');
      expect(await start.isDisabled()).toBe(false);
      expect(await unreadable(page)).toEqual([]);
      await window.shootEveryLook('wipe-psid');
      await dialog.getByLabel('Policy').selectOption('clear-full');
      await psid.waitFor({ state: 'detached' });
    }));

  test('with the mouse unplugged: sign in, pick a bay, start its wipe, find a certificate', () =>
    on('shift', small, async (window) => {
      const { page } = window;
      await bay(window, 1).waitFor();
      await page.keyboard.press('Control+k');
      await page.keyboard.type('start bay 5', { delay: 60 });
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      const { scriptedSerial } = await import('../fixtures/window/scriptedBench.ts');
      await page.keyboard.type(scriptedSerial(4).slice(-4), { delay: 60 });
      const policy = page.getByRole('dialog').getByLabel('Policy');
      await policy.focus();
      await page.keyboard.press('ArrowDown');
      await page.getByRole('dialog').getByRole('radio').first().waitFor();
      await page.getByLabel('Last four of the serial').focus();
      await page.waitForTimeout(100);
      await page.keyboard.press('Enter');
      await page.getByLabel('PIN', { exact: true }).waitFor();
      await window.shoot('sign-in');
      await window.expectAccessible();
      await page.getByRole('radio', { name: /Iwona/ }).focus();
      await page.keyboard.press('Space');
      await page.getByLabel('PIN', { exact: true }).focus();
      await page.keyboard.type('123456', { delay: 60 });
      await page.waitForTimeout(100);
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: /^Bay 5, wiping/ }).waitFor();
      await page.getByRole('button', { name: /^Bay 5, wiping/ }).focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Space');
      expect(await bay(window, 11).getAttribute('aria-pressed')).toBe('true');
      await page.keyboard.press('Control+k');
      await page.keyboard.type('AT-20005', { delay: 60 });
      await window.shoot('palette');
      await page.keyboard.press('Enter');
      await page.getByText('1 found').waitFor();
    }));

  test('a wrong PIN teaches and is not kept', () =>
    on('shift', small, async (window) => {
      const { page } = window;
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('radio', { name: /Iwona/ }).check();
      await page.getByLabel('PIN', { exact: true }).fill('000000');
      await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').getByText('pin-wrong').waitFor();
      expect(await page.getByLabel('PIN', { exact: true }).inputValue()).toBe('');
    }));

  test('five thousand certificates scroll with a screenful of rows, and only a whole list is sorted', () =>
    on('twelve', small, async (window) => {
      const { page } = window;
      await page.getByRole('link', { name: 'Certificates' }).click();
      await page.getByText('520 loaded, more below').waitFor();
      expect(await page.getByRole('row').count()).toBeLessThan(60);
      expect(await page.getByRole('columnheader').getByRole('button').count()).toBe(0);
      const region = page.getByRole('region', { name: 'Certificates' });
      await region.evaluate((element) => element.scrollTo(0, element.scrollHeight));
      await page.getByText('1020 loaded, more below').waitFor();
      await page.getByLabel('Serial, asset tag, lot, date or person').fill('AT-2009');
      await page.getByText(/^10 found/).waitFor();
      await page.getByRole('button', { name: 'Number', exact: true }).click();
      expect(await page.getByRole('row').nth(1).textContent()).toContain('WB-5C417ED0-00004901');
    }));

  for (const look of looks) {
    test(`exports are counted before they are written, shown on their way, and cancelled, ${look.width} ${look.scheme}`, () =>
      on('shift', look, async (window) => {
        const { page } = window;
        await page.getByRole('link', { name: 'Exports' }).click();
        await page.getByText('5000 certificates fit').waitFor();
        await page.getByLabel('Lot', { exact: false }).fill('nowhere');
        await page.getByText('0 certificates fit').waitFor();
        expect(await page.getByRole('button', { name: 'Export 0 certificates' }).isDisabled()).toBe(true);
        await page.getByLabel('Lot', { exact: false }).fill('Lot 2026-100');
        await page.getByText('358 certificates fit').waitFor();
        await window.shoot('exports');
        await window.expectAccessible();
        await page.getByRole('button', { name: 'Export 358 certificates' }).click();
        await page.getByRole('radio', { name: /Iwona/ }).check();
        await page.getByLabel('PIN', { exact: true }).fill('123456');
        await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click();
        await page.getByRole('progressbar', { name: 'Export' }).waitFor();
        await page.getByText(/^[1-9][0-9]* of 358$/).waitFor();
        await window.shoot('exports-running');
        await window.expectAccessible();
        await page.getByRole('link', { name: 'Labels' }).click();
        await page.getByRole('link', { name: 'Exports' }).click();
        await page.getByRole('button', { name: 'Cancel' }).click();
        await page.getByRole('alert').getByText('export-cancelled').waitFor();
        expect(await page.getByRole('progressbar').count()).toBe(0);
        await page.getByLabel('From day', { exact: false }).fill('2026-11-22');
        await page.getByLabel('Lot', { exact: false }).fill('Lot 2026-105');
        await page.getByText(/^[0-9] certificates fit$/).waitFor();
        await page.getByRole('button', { name: /^Export [0-9] certificates$/ }).click();
        await page.getByText(/certificates exported and sealed: .*batch\.zip/).waitFor();
        await page.getByRole('button', { name: 'Open folder' }).click();
        await page.getByRole('alert').getByText('/home/bench/exports').waitFor();
      }));
  }

  test('before anybody is enrolled there is no bench to act on, only the question who runs it', () =>
    on('first-run', small, async (window) => {
      await window.page.getByRole('heading', { name: 'Who runs this bench?' }).waitFor();
      expect(await window.page.getByRole('list', { name: 'Bays' }).count()).toBe(0);
      await window.shoot('first-run');
      await window.expectAccessible();
    }));
});
