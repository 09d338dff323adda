import { useEffect } from 'react';
import { actOnScan } from './actOnScan.ts';
import { scanKeys } from './scanKeys.ts';

type Field = { readonly element: HTMLInputElement; readonly before: string };

/**
 * Hears a keyboard-wedge scanner anywhere in the window. What a scan typed into a field on its way is taken out again, so that a bay code
 * never ends up in a lot name. A PIN field is left alone, but for the one of the sign-in, where a badge may be scanned
 * instead (`data-takes-scan`).
 */
export function useScanner(): void {
  useEffect(() => {
    const keys = scanKeys();
    let field: Field | null = null;
    const hear = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const target = event.target;
      const input = target instanceof HTMLInputElement && isText(target) ? target : null;
      if (target instanceof HTMLInputElement && target.type === 'password' && input === null) return;
      const scanned = keys.press(event.key, event.timeStamp, () => {
        field = input === null ? null : { element: input, before: input.value };
      });
      if (scanned === null) return;
      event.preventDefault();
      event.stopPropagation();
      if (field !== null) putBack(field);
      const meant = actOnScan(scanned);
      if (!meant && field !== null) putBack({ element: field.element, before: field.before + scanned });
      field = null;
    };
    window.addEventListener('keydown', hear, { capture: true });
    return () => window.removeEventListener('keydown', hear, { capture: true });
  }, []);
}

function isText(input: HTMLInputElement): boolean {
  return input.type === 'text' || input.type === 'search' || input.dataset.takesScan !== undefined;
}

/** Sets a React-controlled field as if it had been typed. */
function putBack({ element, before }: Field): void {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(element, before);
  element.dispatchEvent(new Event('input', { bubbles: true }));
}
