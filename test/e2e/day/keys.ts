import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { scan } from '../../fixtures/window/browserWindow.ts';

const MOST_SCANS = 6;

/** What one hand does at the keyboard and the other with the scanner. Nothing here knows the bench. */
export function keys(page: Page) {
  /** Takes the focus, as Tab does, to what Tab can come to. */
  async function take(control: Locator): Promise<void> {
    await control.focus();
    const comes = await control.evaluate((element) => (element as HTMLElement).tabIndex >= 0);
    if (!comes) throw new Error(`Tab does not come to ${String(control)}`);
  }

  async function press(control: Locator, key: 'Enter' | 'Space'): Promise<void> {
    await take(control);
    await control.press(key);
  }

  return {
    take,
    press,

    /** Writes over what stands in a field. */
    async write(field: Locator, text: string): Promise<void> {
      await take(field);
      await page.keyboard.press('Control+A');
      await page.keyboard.insertText(text);
      await expect.poll(() => field.inputValue(), { timeout: 30_000 }).toBe(text);
    },

    /** Chooses in a closed list, as the arrow keys do it. */
    async choose(list: Locator, option: { label: string } | { value: string }): Promise<void> {
      const places = () =>
        list.evaluate((element, wanted) => {
          const select = element as HTMLSelectElement;
          const open = [...select.options].filter(({ disabled }) => !disabled);
          const fits = (one: HTMLOptionElement) =>
            'label' in wanted ? one.label.trim() === wanted.label : one.value === wanted.value;
          const [chosen] = select.selectedOptions;
          return { from: chosen === undefined ? -1 : open.indexOf(chosen), to: open.findIndex(fits) };
        }, option);
      await expect
        .poll(async () => (await places()).to, { timeout: 60_000, message: JSON.stringify(option) })
        .not.toBe(-1);
      for (let tries = 0; tries < 200; tries += 1) {
        const { from, to } = await places();
        if (from === to) return;
        // Anew for each key: what opens late may have taken the focus since.
        await take(list);
        await page.keyboard.press(to > from ? 'ArrowDown' : 'ArrowUp');
      }
      throw new Error(`the arrow keys do not come to ${JSON.stringify(option)}`);
    },

    /** Scans, and scans again where nothing shows that the window took it for one: on a slow computer its keys may come like a person's. */
    async scanUntil(code: string, seen: () => Promise<boolean>): Promise<void> {
      for (let tries = 1; ; tries += 1) {
        await scan(page, code);
        try {
          await expect.poll(seen, { timeout: 8_000 }).toBe(true);
          return;
        } catch (cause) {
          if (tries === MOST_SCANS) throw cause;
        }
      }
    },
  };
}
