import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WindowLanguage } from '../../core/contract/languageVerbs.ts';
import {
  builtWindow,
  launchBrowser,
  noBrowser,
  openWindow,
  scan,
  type TestWindow,
} from '../fixtures/window/browserWindow.ts';
import { notByKeyboard, smallTargets, unreadable } from '../fixtures/window/readsWell.ts';
import { scriptedSerial } from '../fixtures/window/scriptedBench.ts';
import { type ScriptedStation, startScriptedStation } from '../fixtures/window/scriptedStation.ts';

/**
 * One walk through every screen and dialog, on one scripted station in one browser. At each stop: axe, text that is cut or overlaps in four languages,
 * size of what is pressed, and the way round with Tab. Proves the window, not the product.
 */
describe.skipIf(noBrowser !== null)('every screen, in every language', () => {
  let browser: Browser;
  let station: ScriptedStation;
  let window: TestWindow;
  let page: Page;
  beforeAll(async () => {
    browser = await launchBrowser();
    station = await startScriptedStation('every-screen', { rendererFolder: builtWindow() });
    window = await openWindow(browser, station.url, { width: 1366, height: 768, scheme: 'light' });
    page = window.page;
    await bay(2).waitFor();
  });
  afterAll(async () => {
    await window?.close();
    await station?.close();
    await browser?.close();
  });

  const bay = (number: number) => page.locator(`[data-bay-key="bay-${number}"]`);
  const to = (screen: string) => page.locator(`nav a[href="#/${screen}"]`).click();
  const dialog = () => page.getByRole('dialog');

  async function speak(language: WindowLanguage): Promise<void> {
    station.speak(language);
    await page.locator(`html[lang="${language === 'zh' ? 'zh-Hans' : language}"]`).waitFor({ state: 'attached' });
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  }

  async function axe(rules: readonly string[] | null): Promise<string[]> {
    const builder = new AxeBuilder({ page }).setLegacyMode();
    const { violations } = await (rules === null ? builder : builder.withRules([...rules])).analyze();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `axe ${id}: ${node.html}: ${node.failureSummary}`),
    );
  }

  const problems: string[] = [];
  /** Looks at what stands on the page now, and goes on whatever it finds: all findings are told together. */
  async function look(stop: string): Promise<void> {
    const found: string[] = [];
    for (const language of ['en', 'pl', 'de'] as const) {
      await speak(language);
      found.push(...(await unreadable(page)).map((what) => `${language}: ${what}`));
    }
    found.push(...(await smallTargets(page)), ...(await axe(null)));
    await window.shoot(`walk-${stop}-de`);
    await page.emulateMedia({ colorScheme: 'dark' });
    await speak('zh');
    found.push(...(await unreadable(page)).map((what) => `zh: ${what}`), ...(await axe(['color-contrast'])));
    await window.shoot(`walk-${stop}-zh-dark`);
    await page.emulateMedia({ colorScheme: 'light' });
    await speak('en');
    found.push(...(await notByKeyboard(page)));
    problems.push(...found.map((what) => `${stop}: ${what}`));
  }
  const told = () => problems.splice(0);

  test('the bench and the story of a drive in every state', async () => {
    await look('bench');
    for (const [number, state] of [
      [1, 'empty'],
      [2, 'ready'],
      [3, 'refused'],
      [4, 'running'],
      [5, 'waiting'],
      [6, 'pass'],
      [8, 'shred'],
    ] as const) {
      await bay(number).click();
      await page.getByRole('complementary', { name: 'The selected drive' }).waitFor();
      await look(`drive-${state}`);
    }
    await bay(8).click();
    expect(told()).toEqual([]);
  });

  test('the dialogs of the bench: wipe, stop, sign-in, a wrong PIN, the palette', async () => {
    await bay(2).click();
    await page.getByRole('button', { name: 'Start wipe' }).click();
    await dialog().getByLabel('Policy').selectOption('clear-full');
    await dialog().getByRole('radio').first().waitFor();
    await look('wipe');
    await scan(page, scriptedSerial(14));
    await page.getByText(/that is the drive in Bay 15, not this one/).waitFor();
    await look('wipe-wrong-drive');
    await page.keyboard.press('Escape');
    await bay(4).click();
    await page.getByRole('button', { name: 'Stop this wipe' }).click();
    await look('stop');
    await page.keyboard.press('Escape');
    await bay(4).click();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await dialog().getByRole('radio', { name: /Iwona/ }).check();
    await dialog().getByLabel('PIN', { exact: true }).fill('000000');
    await page.keyboard.press('Enter');
    await dialog().getByRole('alert').waitFor();
    await look('sign-in');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await dialog().waitFor();
    await look('palette');
    await page.keyboard.press('Escape');
    expect(told()).toEqual([]);
  });

  test('certificates, records, exports and labels', async () => {
    await to('certificates');
    await page.getByText('520 loaded, more below').waitFor();
    await look('certificates');
    await page.getByRole('button', { name: 'WB-5C417ED0-00005000' }).click();
    await page.getByRole('button', { name: 'Verify now' }).click();
    await page.getByText('Genuine', { exact: true }).first().waitFor();
    await look('certificate');
    await page.getByRole('link', { name: '5000', exact: true }).click();
    await page.getByRole('heading', { name: 'Record, ledger entry 5000' }).waitFor();
    await look('record');
    await to('exports');
    await page.getByText('5000 certificates fit').waitFor();
    await look('exports');
    await to('labels');
    await page.getByRole('button', { name: /^ZC1/ }).first().click();
    await page.getByRole('button', { name: 'It is there' }).waitFor();
    await look('labels');
    expect(told()).toEqual([]);
  });

  test('lots: the board, a new one, one lot, a row, and a list on its way in', async () => {
    await to('lots');
    await page.getByRole('link', { name: /^Hamburg office closure/ }).waitFor();
    await look('lots');
    await page.getByRole('button', { name: 'New lot' }).click();
    await look('lot-new');
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: /^Hamburg office closure/ }).click();
    await page.getByRole('button', { name: 'PF1XW003' }).click();
    await dialog().waitFor();
    await look('lot-row');
    await page.keyboard.press('Escape');
    await look('lot');
    await page.getByText('Rejected rows', { exact: true }).click();
    await page.getByText('The row is a sum, not a device.').waitFor();
    await look('lot-rejected');
    await page.getByRole('button', { name: "Import the customer's list" }).click();
    const chosen = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose the file' }).click();
    const buffer = Buffer.from('Seriennummer;Typ\r\nPF1XW2K9;Notebook\r\n');
    await (await chosen).setFiles({ name: 'glpi.csv', mimeType: 'text/csv', buffer });
    await signIn();
    await page.getByText('This looks like an export of GLPI.', { exact: false }).waitFor();
    await look('lot-mapping');
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText('4000 rows read: 3992 assets, 8 rejected.').waitFor();
    await look('lot-imported');
    await page.keyboard.press('Escape');
    expect(told()).toEqual([]);
  });

  test('receiving: before a lot is chosen, what a scan asks, and the exceptions', async () => {
    await to('receiving');
    await page.getByLabel('Lot', { exact: true }).waitFor();
    await look('receiving-start');
    await page.getByLabel('Lot', { exact: true }).selectOption({ label: 'Hamburg office closure · Nordwind GmbH' });
    await scan(page, '1S20L5CTO1WWPF0ABCDE');
    await page.getByText(/^PF0ABCDE is here/).waitFor();
    await page.getByRole('button', { name: 'Print the ASSET label' }).click();
    await page.getByRole('img', { name: /^The ASSET label of / }).waitFor();
    await look('receiving-matched');
    await scan(page, 'WCC4E1234568');
    await page.getByText('Nobody expected WCC4E1234568.').waitFor();
    await look('receiving-near-miss');
    await page.getByRole('button', { name: 'The delivery is complete' }).click();
    await page.getByRole('button', { name: 'Close the exception' }).first().waitFor();
    await look('receiving-exceptions');
    await page.getByRole('link', { name: 'Custody' }).click();
    await look('receiving-custody');
    await page.getByRole('link', { name: 'After the wipe' }).click();
    await page.getByText('Scan a device, or choose one or more in the table').waitFor();
    await scan(page, 'PF0ABCDE');
    await page.getByLabel('Grade').selectOption('B');
    await page.getByRole('button', { name: 'Add a repair' }).click();
    await look('receiving-after');
    await to('insight');
    await page.getByLabel('Lot', { exact: true }).selectOption({ label: 'Hamburg office closure · Nordwind GmbH' });
    await page.getByRole('table').first().waitFor();
    await look('insight');
    expect(told()).toEqual([]);
  });

  test('quality with a lot that is held, people with every change open', async () => {
    await to('quality');
    await page.getByRole('link', { name: /AWN1/ }).click();
    await page.getByRole('complementary', { name: 'The drawn drive' }).waitFor();
    await look('quality');
    await page.getByRole('link', { name: /AWN3/ }).click();
    await look('quality-residue');
    await to('people');
    await page.getByRole('button', { name: 'Enrol somebody' }).click();
    await dialog().waitFor();
    await look('people-enrol');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '陈伟', exact: true }).click();
    await page.getByRole('complementary', { name: 'The chosen person' }).waitFor();
    await page.locator('details').evaluateAll((all) => {
      for (const one of all) one.setAttribute('open', '');
    });
    await look('person');
    expect(told()).toEqual([]);
  });

  test('settings with every form open', async () => {
    await to('settings');
    await page.getByRole('heading', { name: 'Label printer' }).waitFor();
    await page.getByText('1200 of 1540 entries sent').waitFor();
    await look('settings');
    await page.getByText('1200 of 1540 entries sent').scrollIntoViewIfNeeded();
    await look('settings-end');
    const chosen = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Take over another station’s set-up' }).click();
    await (await chosen).setFiles({ name: 'setup.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
    // A test before this one may have signed in.
    if ((await page.getByRole('button', { name: /^Sign out/ }).count()) === 0) await signIn();
    await page.getByRole('button', { name: 'Take over 4 settings' }).scrollIntoViewIfNeeded();
    await look('settings-setup');
    await page.getByRole('button', { name: 'Add a place' }).click();
    await dialog().getByLabel('Name').fill('stick');
    await dialog().getByRole('button', { name: 'Test the connection' }).click();
    await dialog()
      .getByText(/comes from an authority that this station does not know/)
      .waitFor();
    await look('upload-add');
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Change head-office' }).click();
    await dialog().getByText('One is kept. Leave this empty to keep it.').waitFor();
    await look('upload-change');
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Pause customer-portal' }).click();
    await page.getByText('Paused by a shift lead. Nothing is sent.').waitFor();
    await page.getByRole('button', { name: 'Go on customer-portal' }).click();
    await page.getByRole('button', { name: 'Remove customer-portal' }).click();
    await dialog()
      .getByText(/Nothing more is sent there/)
      .waitFor();
    await look('upload-remove');
    await dialog().getByRole('button', { name: 'Remove it' }).click();
    await page.getByText('https://portal.example/wipebench').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Lay the bench out' }).click();
    await page.getByText('11 bays are laid out.').waitFor();
    await page.getByRole('button', { name: /^Bay 4,/ }).click();
    await page.getByRole('button', { name: 'Locate light on' }).click();
    await page.getByText('No light was lit: ledctl').waitFor();
    await look('bay-map');
    await page.getByRole('button', { name: 'Row 2, column 6: no bay' }).click();
    await page.getByRole('button', { name: 'Learn this bay' }).click();
    await page.getByText('Put any drive into this bay.').waitFor();
    await look('bay-map-learning');
    expect(told()).toEqual([]);
  });

  test('an agent that went away, and a bench that nobody runs yet', async () => {
    station.loseAgent();
    await to('bench');
    await page.getByText(/The agent is lost since/).waitFor();
    await look('agent-lost');
    station.findAgent();
    await page.getByText(/The agent is lost since/).waitFor({ state: 'detached' });
    station.enrolled(false);
    await page.getByRole('heading', { name: 'Who runs this bench?' }).waitFor();
    await look('first-run');
    station.enrolled(true);
    expect(told()).toEqual([]);
    expect(window.complaints).toEqual([]);
  });

  test('each person’s language comes with them and is found again', async () => {
    const choose = () => page.getByRole('combobox', { name: 'Language' });
    await bay(2).waitFor();
    await page.getByRole('button', { name: /^Sign out/ }).click();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await signIn();
    await choose().focus();
    await choose().selectOption('pl');
    await page.getByRole('button', { name: 'Wyloguj: Iwona Kowalska' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('pl');
    await page.getByRole('button', { name: 'Wyloguj: Iwona Kowalska' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('中文', { delay: 20 });
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '登录' }).click();
    await signIn();
    await page.getByRole('button', { name: 'Wyloguj: Iwona Kowalska' }).waitFor();
  });

  async function signIn(): Promise<void> {
    const pin = page.getByRole('dialog').getByRole('textbox', { name: 'PIN' });
    await pin.waitFor();
    await page.getByRole('dialog').getByRole('radio').first().check();
    await pin.fill('123456');
    await page.keyboard.press('Enter');
    await pin.waitFor({ state: 'detached' });
  }

  test('the Chinese face comes with the window, not from the computer', async () => {
    await speak('zh');
    const faces = await page.evaluate(async () => {
      await document.fonts.ready;
      return [...document.fonts]
        .filter(({ status }) => status === 'loaded')
        .map(({ family }) => family.replaceAll('"', ''));
    });
    expect(faces).toContain('CertificateHan');
  });
});
