import type { Day } from './openDay.ts';
import { quinn, tom } from './people.ts';

/** The bad drives are shredded before a witness; everything else is graded and sold. */
export async function routeDevices({ page, hands, window, look }: Day, bad: readonly string[]): Promise<void> {
  const after = (key: string) => hands.field(`receiving:after.${key}`);
  const nothingChosen = () => hands.says('receiving:after.teach').waitFor();
  await hands.go('app.screen.receiving');
  await hands.takeOver(tom);
  await hands.go('receiving:parts.after');
  for (const serial of bad) {
    const chosen = page.getByRole('heading', { name: serial });
    await hands.scanUntil(serial, () => chosen.isVisible());
    await hands.choose(after('route'), { value: 'destroy' });
    await hands.pressButton('receiving:after.save');
    await nothingChosen();
    await hands.scanUntil(serial, () => chosen.isVisible());
    await hands.write(after('how'), 'shredder, 6 mm');
    await hands.write(after('witness'), quinn.name);
    await hands.write(after('count'), '1');
    await hands.pressButton('receiving:after.recordDestruction');
    await nothingChosen();
  }
  await look('14-shredded');
  const undecided = hands.button('receiving:after.chooseUndecided', { count: /\d+/ });
  await hands.press(undecided, 'Enter');
  await hands.choose(after('grade'), { value: 'B' });
  await hands.press(hands.field('receiving:gradeReasons.scratches'), 'Space');
  await hands.write(after('estimated'), '12,50');
  await hands.choose(after('route'), { value: 'remarket' });
  await look('15-routing');
  await hands.pressButton('receiving:after.save');
  await nothingChosen();
  await undecided.waitFor({ state: 'detached' });
  await look('15-routes');
  await window.expectAccessible();
}
