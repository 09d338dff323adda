import { expect } from 'vitest';
import { wipedSerials } from '../../fixtures/day/dayLot.ts';
import { certifiedSerials } from './ledgerSays.ts';
import { type Day, PATIENCE } from './openDay.ts';
import { ines } from './people.ts';

/** The shift lead waits for the certificate of every drive but the bad ones, and closes the lot. */
export async function closeLot({ hands, look, station }: Day, bad: readonly string[]): Promise<void> {
  await hands.takeOver(ines);
  // Forty are drawn and sealed one after the other; what the held lot kept back comes after them.
  await hands.go('app.screen.certificates');
  // What the close of the draw took may have had its certificate before quality read it again. It stays in the ledger, and no report counts it.
  const certified = await certifiedSerials(station.agent.client);
  const refusedLater = bad.filter((serial) => certified.has(serial)).length;
  await hands.says('table.count', { count: wipedSerials.length - bad.length + refusedLater }).waitFor(PATIENCE);
  await look('16-certificates');
  await hands.go('app.screen.receiving');
  await hands.go('receiving:parts.arrivals');
  await expect.poll(() => hands.counter('receiving:screen.withoutRoute').textContent(), PATIENCE).toBe('0');
  expect(await hands.counter('receiving:screen.dataOpen').textContent()).toBe('0');
  await hands.pressButton('receiving:screen.closeLot');
  await hands.button('receiving:screen.closeLot').waitFor({ state: 'detached' });
  await look('17-closed');
}
