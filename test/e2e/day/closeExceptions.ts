import { expect } from 'vitest';
import { missingRows, strangerSerial } from '../../fixtures/day/dayLot.ts';
import { type Day, PATIENCE } from './openDay.ts';
import { ines } from './people.ts';

/** The shift lead closes the nine exceptions one after the other, each with its reason; their number goes down by one each time. */
export async function closeExceptions({ hands, words, look }: Day): Promise<void> {
  await hands.takeOver(ines);
  const kind = (code: string, facts = {}) => words.like(`receiving:exceptions.${code}`, facts);
  const closures: readonly (readonly [of: string | RegExp, reason: string, note?: string])[] = [
    [kind('custody-seal-differs', { found: 'S-4471' }), 'explained-by-carrier', 'resealed at the ferry'],
    [kind('custody-moved-from-elsewhere', { from: 'Dock 2' }), 'written-down-wrongly', 'it was dock 1'],
    [strangerSerial, 'customer-added-it'],
    [kind('duplicate'), 'same-device-scanned-twice'],
    [kind('wrong-type'), 'list-was-wrong'],
    [kind('no-drive-inside'), 'customer-removed-drive'],
    [kind('identity-conflict'), 'identity-checked-on-device'],
    ...missingRows.map(({ serial }) => [new RegExp(serial), 'still-with-employee'] as const),
  ];
  for (const [at, [of, reason, note]] of closures.entries()) {
    await hands.closeException(of, reason, note);
    await expect
      .poll(() => hands.counter('receiving:screen.openExceptions').textContent(), PATIENCE)
      .toBe(String(closures.length - at - 1));
  }
  await hands.says('receiving:screen.noExceptions').waitFor();
  await look('07-exceptions-closed');
}
