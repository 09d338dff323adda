import type { Page } from 'playwright-core';

/** Everything that a mouse, a finger or a pen does to a page; a click that a key made has none of these before it. */
const POINTING = ['pointerdown', 'pointermove', 'mousedown', 'mousemove', 'touchstart', 'wheel', 'contextmenu'];

type Heard = { heardPointing?: string[] };

/** Listens from now on for anything but keys; what is answered tells what was heard. Throws when the page was loaded anew and nobody listened. */
export async function hearMouse(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate((kinds) => {
    const heard: string[] = [];
    (globalThis as Heard).heardPointing = heard;
    for (const kind of kinds) {
      window.addEventListener(
        kind,
        ({ target }) =>
          heard.push(`${kind} on ${target instanceof Element ? target.outerHTML.slice(0, 80) : 'window'}`),
        { capture: true, passive: true },
      );
    }
  }, POINTING);
  return () =>
    page.evaluate(() => {
      const { heardPointing } = globalThis as Heard;
      if (heardPointing === undefined) throw new Error('the page was loaded anew');
      return heardPointing;
    });
}
