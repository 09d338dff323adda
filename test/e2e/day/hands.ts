import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Role } from '../../../core/domain/person.ts';
import type { Facts, Words } from '../../fixtures/window/words.ts';
import { keys } from './keys.ts';
import type { DayPerson } from './people.ts';

const MOST_TRIES = 3;

/** What the three people do with scanner and keyboard, in the words of their language; nothing is clicked. */
export function dayHands(page: Page, { say, like }: Words) {
  const { press, scanUntil, write, choose, take } = keys(page);

  /** A field by its label; a star behind it says that it must be filled. */
  const field = (key: string, within: Page | Locator = page) =>
    within.getByLabel(new RegExp(`${like(key).source.slice(0, -1)}(?: ?\\*)?$`));
  const button = (key: string, facts: Facts = {}, within: Page | Locator = page) =>
    within.getByRole('button', { name: like(key, facts) });
  const pressButton = (key: string, facts: Facts = {}, within: Page | Locator = page) =>
    press(button(key, facts, within).first(), 'Enter');
  /** A thing is here, or was before: after a scan that was made twice it is the latter. */
  const arrived = (name: string | RegExp) =>
    page
      .getByText(like('receiving:screen.matched', { name }))
      .or(page.getByText(like('receiving:screen.again', { name })))
      .first();
  const signedIn = ({ name }: DayPerson) => button('top.signOut', { name });

  return {
    field,
    button,
    scanUntil,
    write,
    choose,
    take,
    press,
    pressButton,
    signedIn,
    arrived,
    says: (key: string, facts: Facts = {}, within: Page | Locator = page) => within.getByText(like(key, facts)),

    /** A button that says what it does, and to what. */
    prefixed: (key: string, facts: Facts, what: string) =>
      page.getByRole('button', { name: `${say(key, facts)}: ${what}`, exact: true }),

    /** Follows a link of the rail, or of the parts of receiving. */
    async go(key: string): Promise<void> {
      const rail = key.startsWith('app.screen.') ? 'app.screens' : 'receiving:screen.parts';
      const links = page.getByRole('navigation', { name: say(rail), exact: true });
      await press(links.getByRole('link', { name: say(key), exact: true }), 'Enter');
    },

    /** Nobody signs out: whoever comes scans the badge, or chooses the name and types the PIN. */
    async takeOver(person: DayPerson): Promise<void> {
      const { badge, name, pin } = person;
      await pressButton('people:switch');
      const dialog = page.getByRole('dialog', { name: say('people:switch') });
      await dialog.waitFor();
      if (badge !== null) await scanUntil(badge, () => signedIn(person).isVisible());
      else {
        await press(dialog.getByRole('radio', { name: new RegExp(name) }), 'Space');
        await write(field('people.pin', dialog), pin);
        await pressButton('people.signIn', {}, dialog);
      }
      await signedIn(person).waitFor();
    },

    async enrol({ name, title, pin, badge }: DayPerson, role: Role): Promise<void> {
      await pressButton('people:enrol');
      const dialog = page.getByRole('dialog', { name: say('people:enrol') });
      await write(field('people.name', dialog), name);
      await write(field('people.title', dialog), title);
      for (const each of ['technician', 'quality', 'shift-lead'] as const) {
        const box = dialog.getByRole('checkbox', { name: say(`role.${each}`) });
        if ((await box.isChecked()) !== (each === role)) await press(box, 'Space');
      }
      await write(field('people.ownPin', dialog), pin);
      await write(field('people.pinAgain', dialog), pin);
      if (badge !== null) {
        const read = field('people.badge', dialog);
        await take(read);
        await scanUntil(badge, async () => (await read.inputValue()) === badge);
      }
      await pressButton('people.enrol', {}, dialog);
      await page.getByRole('button', { name, exact: true }).waitFor();
    },

    counter: (key: string): Locator =>
      page.locator('dl div', { has: page.getByText(say(key), { exact: true }) }).locator('dd'),

    /** Scans a device at the dock and waits until the lot has it, under this name. */
    async receive(code: string, name: string | RegExp = code): Promise<void> {
      await scanUntil(code, () => arrived(name).isVisible());
    },

    /** Closes the open exception of a device, or of a kind, with the reason that people chose. */
    async closeException(of: string | RegExp, reason: string, note = ''): Promise<void> {
      const form = page.locator('form', { has: page.getByText(of) }).first();
      await choose(field('receiving:screen.reason', form), { label: say(`receiving:closures.${reason}`) });
      if (note !== '') await write(field('receiving:screen.note', form), note);
      await pressButton('receiving:screen.close', {}, form);
    },

    /** Finds the drive by its serial, proves it by its serial, and starts its wipe under the policy that was chosen before. */
    async startWipe(serial: string, assetTag: string, lot: string): Promise<void> {
      await scanUntil(serial, () => page.getByText(serial, { exact: true }).first().isVisible());
      await pressButton('drive.startWipe');
      const dialog = page.getByRole('dialog');
      const policy = field('wipe.policy', dialog);
      await policy.waitFor();
      // The dialog puts the focus there a moment after it stands; before that it would be taken from the hand.
      const proof = field('wipe.confirm', dialog);
      const hasFocus = () => proof.evaluate((element) => element === element.ownerDocument.activeElement);
      await expect.poll(hasFocus, { timeout: 60_000 }).toBe(true);
      if ((await policy.inputValue()) !== 'nist-clear') await choose(policy, { value: 'nist-clear' });
      if ((await field('fact.lot', dialog).inputValue()) !== lot) await write(field('fact.lot', dialog), lot);
      const tag = field('fact.assetTag', dialog);
      if (assetTag !== '') await scanUntil(assetTag, async () => (await tag.inputValue()) === assetTag);
      const start = button('wipe.start', {}, dialog);
      // Enabled by the scan; or keys that came slowly were typed into the field, and their Enter has started it.
      const isProven = async () => (await dialog.count()) === 0 || (await start.isEnabled());
      // A serial whose keys came in two parts proves nothing and is refused; who stands there scans it again.
      for (let tries = 1; ; tries += 1) {
        await scanUntil(serial, isProven);
        if ((await dialog.count()) > 0) await press(start, 'Enter');
        try {
          return await dialog.waitFor({ state: 'detached', timeout: 40_000 });
        } catch (cause) {
          if (tries === MOST_TRIES)
            throw new Error(`the wipe of ${serial} did not begin: ${await dialog.innerText()}`, { cause });
        }
      }
    },
  };
}
