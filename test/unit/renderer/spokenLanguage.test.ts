import { describe, expect, test } from 'vitest';
import type { LanguageView } from '../../../core/contract/languageVerbs.ts';
import { spokenLanguage } from '../../../renderer/features/language/spokenLanguage.ts';

const kept: LanguageView = { station: 'de', people: { iwona: 'pl' } };
const nobody = { kept, personId: null, chosen: null, desktop: ['fr-FR', 'zh-Hans-CN', 'en-US'] };

describe('which language the window speaks', () => {
  test('each person reads their own, whatever was chosen before they came', () => {
    expect(spokenLanguage({ ...nobody, personId: 'iwona', chosen: 'zh' })).toBe('pl');
  });
  test('who has none reads what was chosen at the window, else what the station speaks', () => {
    expect(spokenLanguage({ ...nobody, personId: 'wei', chosen: 'zh' })).toBe('zh');
    expect(spokenLanguage({ ...nobody, personId: 'wei' })).toBe('de');
    expect(spokenLanguage(nobody)).toBe('de');
  });
  test('a station that never was told speaks as the desktop, as far as it can, else English', () => {
    expect(spokenLanguage({ ...nobody, kept: { station: null, people: {} } })).toBe('zh');
    expect(spokenLanguage({ ...nobody, kept: null, desktop: ['fr-FR'] })).toBe('en');
  });
});
