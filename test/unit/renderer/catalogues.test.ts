import { describe, expect, test } from 'vitest';
import type { ContractErrorCode } from '../../../core/contract/errors.ts';
import { refusalCode } from '../../../core/domain/refusal.ts';
import refusals from '../../../core/messages/en/refusals.json' with { type: 'json' };
import window from '../../../core/messages/en/window.json' with { type: 'json' };

describe('what a person reads when the answer is no', () => {
  test.each(refusalCode.options)('%s says what happened, what it means and what to do', (code) => {
    const words: Record<string, Record<string, string> | undefined> = refusals;
    for (const part of ['happened', 'meaning', 'action']) expect(words[code]?.[part], part).toMatch(/\p{L}.+[.?!)]$/u);
  });

  test('a broken link, a late answer and a bad field each teach in their own words; any other fault in the general ones', () => {
    const own: ContractErrorCode[] = ['link-closed', 'timed-out', 'invalid-input', 'internal'];
    expect(Object.keys(window.faults)).toEqual(own);
    for (const fault of Object.values(window.faults))
      expect(Object.keys(fault)).toEqual(['happened', 'meaning', 'action']);
  });
});
