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
import { PIN, signInFirstPerson } from '../integration/agent/agentProcess.ts';

const OWN_PIN = 'tomasz-71';
const NEW_PIN = 'tomasz-72';

/** The screen of people in Chromium over the real station and agent. */
describe.skipIf(noBrowser !== null)('people at the bench', () => {
  let station: RealStation;
  let browser: Browser;
  let window: TestWindow;

  beforeAll(async () => {
    station = await startRealStation(builtWindow(), []);
    await signInFirstPerson(station.agent.client);
    browser = await launchBrowser();
    window = await openWindow(browser, station.url(), { width: 1920, height: 1080, scheme: 'light' });
  });
  afterAll(async () => {
    await browser?.close();
    await station?.stop();
  });

  const panel = () => window.page.getByRole('complementary', { name: 'The chosen person' });
  /** Opens one of the folded changes, does what it asks, and signs it. */
  const change = async (title: string | RegExp, word: string | RegExp, act: () => Promise<void>, pin = PIN) => {
    const form = panel().locator('details', { has: window.page.locator('summary', { hasText: title }) });
    if ((await form.getAttribute('open')) === null) await form.locator('summary').press('Enter');
    await act();
    await form.getByRole('textbox', { name: 'Why' }).fill('as agreed');
    await form.getByLabel('Your own PIN').fill(pin);
    await form.getByRole('button', { name: word }).press('Enter');
    return form;
  };

  test('a shift lead enrols somebody, who signs in by a badge that was scanned for them', async () => {
    const { page } = window;
    await page.getByRole('link', { name: 'People', exact: true }).press('Enter');
    await page.getByRole('button', { name: 'Enrol somebody' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Enrol somebody' });
    await dialog.getByLabel('Name').fill('Tomasz Wójcik');
    await dialog.getByLabel('Title').fill('Bench technician');
    await dialog.getByLabel('Own PIN').fill(OWN_PIN);
    await dialog.getByLabel('The same PIN again').fill(OWN_PIN);
    await dialog.getByLabel('Badge').focus();
    await scan(page, 'BADGE-TOMASZ-1');
    expect(await dialog.getByLabel('Badge').inputValue()).toBe('BADGE-TOMASZ-1');
    await dialog.getByRole('button', { name: 'Enrol' }).press('Enter');
    const asked = page.getByRole('dialog', { name: 'Sign in' });
    await asked.getByLabel('PIN', { exact: true }).fill(PIN);
    await asked.getByRole('button', { name: 'Sign in' }).press('Enter');
    await page.getByRole('button', { name: 'Tomasz Wójcik' }).waitFor();
    await window.shoot('people-list');
    await scan(page, 'BADGE-TOMASZ-1');
    await page.getByRole('button', { name: 'Sign out Tomasz Wójcik' }).waitFor();
    expect(await page.getByText('Badge read.', { exact: true }).count(), 'the badge itself is not shown').toBe(1);
  });

  test('who is no shift lead is refused in words; the lead takes over', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Tomasz Wójcik', exact: true }).press('Enter');
    const form = await change('Change the roles', 'Change the roles', async () => {
      await panel().getByRole('checkbox', { name: /^QA/ }).press('Space');
    });
    await form.getByRole('alert').getByText('role-missing', { exact: true }).waitFor();
    await window.shoot('people-refused');
    await page.getByRole('button', { name: 'Switch person' }).press('Enter');
    const asked = page.getByRole('dialog', { name: 'Switch person' });
    await asked.getByRole('radio', { name: /Alma/ }).press('Space');
    await asked.getByLabel('PIN', { exact: true }).fill(PIN);
    await asked.getByRole('button', { name: 'Sign in' }).press('Enter');
    await page.getByRole('button', { name: 'Sign out Alma Ruiz' }).waitFor();
  });

  test('roles, training, badge and PIN are changed with a reason and the own PIN', async () => {
    const wrong = await change('Change the roles', 'Change the roles', async () => undefined, 'not-the-pin');
    await wrong.getByRole('alert').getByText('pin-wrong', { exact: true }).waitFor();
    const roles = await change('Change the roles', 'Change the roles', async () => undefined);
    await roles.getByText('Done. It stands in the ledger.').waitFor();
    await panel().getByText('Technician, QA', { exact: true }).waitFor();

    const training = await change('Training', 'Keep the training', async () => {
      await panel().getByRole('button', { name: 'Add a training' }).press('Enter');
      await panel().getByLabel('For', { exact: true }).selectOption('overwriting');
      await panel().getByLabel('Trained on').fill('2020-01-01');
      await panel().getByLabel('Counts until').fill('2021-12-31');
    });
    await training.getByText('Done. It stands in the ledger.').waitFor();
    await window.page.getByRole('cell', { name: 'run out on 2021-12-31' }).waitFor();
    await window.shootEveryLook('people-training');

    const badge = await change('Badge', 'Set the badge', async () => {
      await panel().getByLabel('New badge').focus();
      await scan(window.page, 'BADGE-TOMASZ-2');
    });
    await badge.getByText('Done. It stands in the ledger.').waitFor();
    const pin = await change(/^PIN$/, 'Set the new PIN', async () => {
      await panel().getByLabel('New PIN').fill(NEW_PIN);
      await panel().getByLabel('The same PIN again').fill(NEW_PIN);
    });
    await pin.getByText('Done. It stands in the ledger.').waitFor();
  });

  test('the lost badge is worth nothing, the new PIN is right, and what somebody did last is shown to the lead', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Switch person' }).press('Enter');
    const asked = page.getByRole('dialog', { name: 'Switch person' });
    await scan(page, 'BADGE-TOMASZ-1');
    await asked.getByRole('alert').getByText('pin-wrong', { exact: true }).waitFor();
    await asked.getByRole('radio', { name: /Tomasz/ }).press('Space');
    await asked.getByLabel('PIN', { exact: true }).fill(NEW_PIN);
    await asked.getByRole('button', { name: 'Sign in' }).press('Enter');
    await page.getByRole('button', { name: 'Sign out Tomasz Wójcik' }).waitFor();
    await page.getByRole('button', { name: 'Switch person' }).press('Enter');
    await asked.getByRole('radio', { name: /Alma/ }).press('Space');
    await asked.getByLabel('PIN', { exact: true }).fill(PIN);
    await asked.getByRole('button', { name: 'Sign in' }).press('Enter');
    await page.getByRole('button', { name: 'Sign out Alma Ruiz' }).waitFor();
    await page.getByRole('button', { name: 'Alma Ruiz', exact: true }).press('Enter');
    await page.getByRole('button', { name: 'Show what Alma Ruiz did last' }).press('Enter');
    await page.getByRole('cell', { name: 'changed a person' }).first().waitFor();
    expect(await page.getByRole('cell', { name: 'changed a person' }).count()).toBe(4);
    await window.shootEveryLook('people-acts');
  });

  test('nobody writes down the own training, and who is shut out cannot sign in any more', async () => {
    const { page } = window;
    const own = await change('Training', 'Keep the training', async () => undefined);
    await own.getByRole('alert').getByText('not-for-oneself', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Tomasz Wójcik', exact: true }).press('Enter');
    await change('Shut Tomasz Wójcik out', 'Shut Tomasz Wójcik out', async () => undefined);
    await panel().locator('summary', { hasText: 'Let Tomasz Wójcik in again' }).waitFor();
    await panel()
      .getByText(/^shut out since/)
      .waitFor();
    await page.getByRole('button', { name: 'Switch person' }).press('Enter');
    const asked = page.getByRole('dialog', { name: 'Switch person' });
    expect(await asked.getByRole('radio', { name: /Tomasz/ }).count()).toBe(0);
    await scan(page, 'BADGE-TOMASZ-2');
    await asked.getByRole('alert').getByText('person-disabled', { exact: true }).waitFor();
    await window.shoot('people-shut-out');
    await window.expectAccessible();
    expect(await page.getByText('{{').count(), 'no sentence has a hole').toBe(0);
    expect(window.complaints).toEqual([]);
  });
});
