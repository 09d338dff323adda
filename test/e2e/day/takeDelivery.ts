import { expect } from 'vitest';
import { allRows, CUSTOMER, LOT } from '../../fixtures/day/dayLot.ts';
import { type Day, PATIENCE } from './openDay.ts';
import { tom } from './people.ts';

/** Writes down how the delivery came: a seal that is not the one on the papers, and a move from where it never stood. */
export async function takeDelivery({ hands, look }: Day): Promise<void> {
  const custody = (key: string) => hands.field(`receiving:custody.${key}`);
  const locked = custody('secured');
  const write = async (fields: Readonly<Record<string, string>>) => {
    for (const [key, text] of Object.entries(fields)) await hands.write(custody(key), text);
    if (!(await locked.isChecked())) await hands.press(locked, 'Space');
    await hands.pressButton('receiving:custody.write');
  };
  await hands.go('app.screen.receiving');
  await hands.choose(hands.field('receiving:screen.lot'), { label: `${LOT} · ${CUSTOMER}` });
  await hands.counter('receiving:screen.expected').waitFor();
  expect(await hands.counter('receiving:states.awaited').textContent()).toBe(String(allRows.length));
  await hands.takeOver(tom);
  await hands.go('receiving:parts.custody');
  await write({ carrier: 'Blue Van', sealFound: 'S-4471', sealOnPapers: 'S-4417', to: 'Dock 1' });
  await hands.says('receiving:custody.isSecured', { place: 'Dock 1' }).waitFor();
  await hands.choose(custody('act'), { value: 'moved' });
  await write({ from: 'Dock 2', to: 'Cage A' });
  await hands.says('receiving:custody.isSecured', { place: 'Cage A' }).waitFor();
  await look('04-custody');
  await hands.go('receiving:parts.arrivals');
  await expect.poll(() => hands.counter('receiving:screen.openExceptions').textContent(), PATIENCE).toBe('2');
}
