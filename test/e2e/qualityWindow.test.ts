import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
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
import { type RealStation, startRealStation } from '../fixtures/window/realStation.ts';
import {
  done,
  enrolAndSignIn,
  isEnded,
  jobWhen,
  PIN,
  plugDrive,
  signInFirstPerson,
} from '../integration/agent/agentProcess.ts';

const SIZE_MIB = 16;
const BADGE = 'BADGE-QUINN-01';
const PATIENCE = { timeout: 120_000 };

/** The screen of quality in Chromium over the real station, agent and engine: every wiped drive is drawn, and one has something left on it. */
describe.skipIf(noBrowser !== null)('quality at the bench', () => {
  let station: RealStation;
  let browser: Browser;
  let window: TestWindow;

  beforeAll(async () => {
    station = await startRealStation(builtWindow(), ['--quality-share-ppm', '1000000']);
    const { client } = station.agent;
    const lead = await signInFirstPerson(client);
    const wiper = await enrolAndSignIn(client, lead, 'Wanda Wiper', ['technician', 'quality']);
    const { personId } = await enrolAndSignIn(client, lead, 'Quinn Hale', ['quality']);
    done(await client.call('people.setBadge', { session: lead, pin: PIN, personId, badge: BADGE, why: 'first badge' }));
    const wiped = ['bay-01', 'bay-02'].map(async (bayId, index) => {
      const serialNumber = `QUALITY000${index + 1}`;
      const driveId = await plugDrive(client, { bayId, serialNumber, sizeMiB: SIZE_MIB });
      const { session } = wiper;
      const wanted = { session, driveId, policyId: 'nist-clear', techniqueId: 'overwrite-zeros' } as const;
      const { token } = done(await client.call('preflight', wanted));
      const asset = { assetTag: `IT 0012${index}`, lotName: 'Hamburg office' };
      const start = { session, token, serialTail: serialNumber.slice(-4), asset };
      await jobWhen(client, done(await client.call('jobs.start', start)).jobId, isEnded);
    });
    await Promise.all(wiped);
    browser = await launchBrowser();
    window = await openWindow(browser, station.url(), { width: 1920, height: 1080, scheme: 'light' });
  });
  afterAll(async () => {
    await browser?.close();
    await station?.stop();
  });

  const signIn = async (name: RegExp) => {
    const { page } = window;
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name }).press('Space');
    await dialog.getByLabel('PIN', { exact: true }).fill(PIN);
    await dialog.getByRole('button', { name: 'Sign in' }).press('Enter');
    await dialog.waitFor({ state: 'detached' });
  };
  const open = (tail: string) => window.page.getByRole('link', { name: new RegExp(tail) }).press('Enter');

  test('a drawn drive goes to quality, not onto the pallet: bench and queue say so, and why it was drawn', async () => {
    const { page } = window;
    await page.getByRole('button', { name: /^Bay 1, To QA/ }).waitFor();
    await page.getByRole('button', { name: '2 for QA' }).waitFor();
    await page.getByRole('button', { name: /^Bay 1, To QA/ }).press('Enter');
    await page.getByText(/^It was drawn: leave it in or hand it to QA/).waitFor();
    await window.shoot('quality-bench');
    await window.expectAccessible();
    await page.getByRole('link', { name: 'Quality', exact: true }).press('Enter');
    await page.getByText('Drives waiting: 2', { exact: true }).waitFor();
    await open('0001');
    await page.getByText(/^By chance: each drive of its lot has the same chance/).waitFor();
    expect(await page.getByText(/^[0-9a-f]{64}$/).count(), 'the digest of the secret seed').toBe(1);
    await window.shootEveryLook('quality-queue');
  });

  test('who wiped it is refused in words, also when they have the role', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Read it again in bay 1' }).press('Enter');
    await signIn(/Wanda/);
    const panel = page.getByRole('complementary', { name: 'The drawn drive' });
    await panel.getByText('You wiped this drive. Somebody else reads it again and decides.').waitFor();
    await panel.getByRole('alert').getByText('four-eyes', { exact: true }).waitFor();
    await window.shoot('quality-four-eyes');
    await window.expectAccessible();
  });

  test('another person takes over by badge, reads the drive again and validates it with the PIN', async () => {
    const { page } = window;
    await scan(page, BADGE);
    await page.getByRole('button', { name: 'Sign out Quinn Hale' }).waitFor();
    await page.getByRole('button', { name: 'Read it again in bay 1' }).press('Enter');
    const panel = page.getByRole('complementary', { name: 'The drawn drive' });
    await panel.getByText(/^Clean: Quinn Hale read it again/).waitFor(PATIENCE);
    expect(await panel.getByRole('alert').count()).toBe(0);
    await panel.getByRole('radio', { name: /^Validate/ }).press('Space');
    await panel.getByRole('textbox', { name: 'Why' }).fill('read again, nothing left');
    await panel.getByLabel('Name and version of the recovery tool').fill('PhotoRec 7.2');
    await panel.getByLabel('What it found').selectOption('nothing');
    await panel.getByLabel('Your PIN').fill('not-the-pin');
    await panel.getByLabel('Your PIN').press('Enter');
    await panel.getByRole('alert').getByText('pin-wrong', { exact: true }).waitFor();
    await panel.getByLabel('Your PIN').fill(PIN);
    await window.shootEveryLook('quality-decision');
    await panel.getByLabel('Your PIN').press('Enter');
    await page.getByText('QUALITY0001 is validated. Its certificate is issued.').waitFor();
    await page.getByRole('button', { name: 'Open the certificate' }).waitFor();
    await page.getByText('Drives waiting: 1', { exact: true }).waitFor();
  });

  test('what is left on a drive holds its lot, and the screen says why and who can free it', async () => {
    const { page } = window;
    const image = openSync(join(station.directory.bench, 'bays/bay-02.img'), 'r+');
    writeSync(image, Buffer.alloc(SIZE_MIB * 1024 * 1024, 'left'), 0, SIZE_MIB * 1024 * 1024, 0);
    closeSync(image);
    await open('0002');
    await page.getByRole('button', { name: 'Read it again in bay 2' }).press('Enter');
    const panel = page.getByRole('complementary', { name: 'The drawn drive' });
    await panel.getByText(/^Earlier data: Quinn Hale read it again/).waitFor(PATIENCE);
    await page.getByText('On a drawn drive of it earlier data was found.').waitFor();
    await panel.getByRole('radio', { name: /^Validate/ }).press('Space');
    await panel.getByRole('textbox', { name: 'Why' }).fill('the first half was never reached');
    await panel.getByLabel('Your PIN').fill(PIN);
    await panel.getByLabel('Your PIN').press('Enter');
    await panel.getByRole('alert').getByText('reverify-residue', { exact: true }).waitFor();
    await panel.getByRole('radio', { name: /^Reject/ }).press('Space');
    await panel.getByLabel('Your PIN').fill(PIN);
    await panel.getByLabel('Your PIN').press('Enter');
    await page.getByText(/^QUALITY0002 is rejected\. Take its PASS label off/).waitFor();
    await page.getByText('Lots held: 1', { exact: true }).waitFor();
    await window.shootEveryLook('quality-held');
  });

  test('two people free the lot, the same one twice does not, and the close of the draw tells its seed', async () => {
    const { page } = window;
    const held = page.getByRole('region', { name: 'Held lots' });
    const agree = async () => {
      await held.getByRole('textbox', { name: 'Why' }).fill('bay 2 was at fault; it is out of use');
      await held.getByLabel('Your PIN').fill(PIN);
      await held.getByRole('button', { name: 'Agree to free lot Hamburg office' }).press('Enter');
    };
    await agree();
    await held.getByText(/^Your agreement stands in the ledger/).waitFor();
    await held.getByText(/^Quinn Hale agreed: bay 2 was at fault/).waitFor();
    await agree();
    await held.getByRole('alert').getByText('four-eyes', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Switch person' }).press('Enter');
    await signIn(/Alma/);
    await page.getByRole('button', { name: 'Sign out Alma Ruiz' }).waitFor();
    await agree();
    await page.getByText('Lots held: 0', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Close the draw of lot Hamburg office' }).press('Enter');
    await page.getByText('The draw of lot Hamburg office is closed. Drawn besides: 0. Its seed:').waitFor();
    await page.getByText('Open draws: 0', { exact: true }).waitFor();
    await page.getByText('No drawn drive waits.').waitFor();
    await window.shoot('quality-done');
    await window.expectAccessible();
    expect(await page.getByText('{{').count(), 'no sentence has a hole').toBe(0);
    await page.getByRole('link', { name: 'Bench', exact: true }).press('Enter');
    await page.getByRole('button', { name: /^Bay 1, Pull · PASS/ }).waitFor();
    await page.getByRole('button', { name: /^Bay 2, Quarantine/ }).waitFor();
    expect(window.complaints).toEqual([]);
  });
});
