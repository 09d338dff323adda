import { expect } from 'vitest';
import { LOT } from '../../fixtures/day/dayLot.ts';
import { bayNumberOf, type Day, leaveDataOn, PATIENCE } from './openDay.ts';
import { ines, quinn } from './people.ts';

/** Quality reads again what was drawn and decides; on the first something is left. Answers its serial; the lot is then held until two people free it. */
export async function readAgain(day: Day): Promise<string> {
  const { page, hands, words, look, station } = day;
  await hands.go('app.screen.quality');
  await hands.takeOver(quinn);
  // All are wiped. Where chance drew none, the close draws one.
  const what = words.say('quality:drawOfLot', { lot: LOT });
  await hands.pressButton('quality:closeDraw', { what });
  // A count that is not given would find no words in languages that bend them by it.
  await page.getByText(words.like('quality:closed', { what, count: /\d+/ })).waitFor();
  const queue = hands.says('quality:line.waiting', { count: /\d+/ });
  await queue.waitFor();
  const waiting = async () => Number(/\d+/.exec((await queue.textContent()) ?? '')?.[0] ?? '0');
  const rowsNow = async () => (await station.agent.client.call('quality.queue', {})).rows;
  const drawn = (await rowsNow()).length;
  expect(drawn, 'at least one of each lot').toBeGreaterThan(0);
  await expect.poll(waiting, PATIENCE).toBe(drawn);
  await look('11-queue');
  let rejected = '';
  for (let at = 0; at < drawn; at += 1) {
    const serial = (await rowsNow())[0]?.serialNumber ?? '';
    if (at === 0) {
      rejected = serial;
      leaveDataOn(day, serial);
    }
    await decide(day, serial, at === 0 ? 'reject' : 'validate');
    await expect.poll(waiting, PATIENCE).toBe(drawn - at - 1);
  }
  await freeLot(day);
  return rejected;
}

async function decide({ page, hands, words }: Day, serial: string, decision: 'reject' | 'validate'): Promise<void> {
  const panel = page.getByRole('complementary', { name: words.say('quality:sample') });
  const found = decision === 'reject' ? 'residue' : 'clean';
  const link = page.getByRole('link', { name: new RegExp(serial.slice(-4)) }).first();
  await hands.press(link, 'Enter');
  await hands.pressButton('quality:readNow', { number: bayNumberOf(serial) });
  await hands.says(`quality:read.${found}`, { name: quinn.name }, panel).waitFor(PATIENCE);
  const choice = panel.getByRole('radio', { name: words.say(`quality:decision.${decision}`) });
  await hands.press(choice, 'Space');
  await hands.write(
    panel.getByRole('textbox', { name: words.like('quality:reason') }),
    decision === 'reject' ? 'earlier data was found' : 'read again, nothing left',
  );
  const pin = hands.field('quality:pin', panel);
  await hands.write(pin, quinn.pin);
  await pin.press('Enter');
}

/** One of quality and a shift lead agree, each for themselves. */
async function freeLot({ page, hands, words, look }: Day): Promise<void> {
  const isHeld = (count: number) => hands.says('quality:line.held', { count }).waitFor();
  await isHeld(1);
  await look('12-held');
  const held = page.getByRole('region', { name: words.say('quality:heldLots') });
  for (const person of [quinn, ines]) {
    if (person === ines) await hands.takeOver(ines);
    const why = held.getByRole('textbox', { name: words.like('quality:reason') });
    await hands.write(why, 'that drive is shredded, the others were read again');
    await hands.write(hands.field('quality:pin', held), person.pin);
    await hands.pressButton('quality:release', { lot: LOT }, held);
    if (person === quinn) await hands.says('quality:approved', { name: quinn.name }, held).waitFor();
  }
  await isHeld(0);
  await look('13-quality-done');
}
