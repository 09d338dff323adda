import { wordsOf } from '../../fixtures/window/words.ts';
import type { Day } from './openDay.ts';
import { ines, quinn, tom } from './people.ts';

/** The shift lead chooses the language, enrols herself, and then the others with their badges. */
export async function enrolPeople({ page, hands, words, look }: Day): Promise<void> {
  const { language, say } = words;
  const english = wordsOf('en').say;
  await page.getByRole('heading', { name: english('people.firstTitle') }).waitFor();
  if (language !== 'en') {
    // Its own name changes with every step of the arrow keys.
    await hands.choose(page.getByRole('navigation').getByRole('combobox'), { value: language });
    await page.getByRole('heading', { name: say('people.firstTitle') }).waitFor();
  }
  await look('00-first');
  await hands.write(hands.field('people.name'), ines.name);
  await hands.write(hands.field('people.title'), ines.title);
  await hands.write(hands.field('people.ownPin'), ines.pin);
  await hands.write(hands.field('people.pinAgain'), ines.pin);
  await hands.pressButton('people.enrol');
  await hands.signedIn(ines).waitFor();
  await hands.go('app.screen.people');
  await hands.enrol(tom, 'technician');
  await hands.enrol(quinn, 'quality');
  await look('01-people');
}
