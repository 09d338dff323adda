import { allRows, CUSTOMER, customersList, LOT } from '../../fixtures/day/dayLot.ts';
import type { Day } from './openDay.ts';

/** Opens the lot, and imports the customer's list into it. */
export async function importList({ page, hands, words, look }: Day): Promise<void> {
  await hands.go('app.screen.lots');
  await hands.pressButton('lots:new');
  await page.getByRole('combobox', { name: words.like('lots:customer') }).waitFor();
  await hands.take(page.getByRole('combobox', { name: words.like('lots:customer') }));
  await page.keyboard.insertText(CUSTOMER);
  await page.keyboard.press('Tab');
  await page.keyboard.insertText(LOT);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: LOT }).waitFor();
  await hands.pressButton('lots:importList');
  const chosen = page.waitForEvent('filechooser');
  await hands.pressButton('lots:choose');
  await (await chosen).setFiles({ name: 'kiel.csv', mimeType: 'text/csv', buffer: customersList() });
  await hands.button('lots:import').waitFor();
  await look('02-mapping');
  await hands.pressButton('lots:import');
  await hands.says('lots:done', { count: allRows.length, accepted: allRows.length, rejected: 0 }).waitFor();
  await hands.press(hands.button('lots:close').last(), 'Enter');
  await hands.says('table.count', { count: allRows.length }).waitFor();
  await look('03-lot');
}
