import SqliteDatabase from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { LanguageView } from '../../../core/contract/languageVerbs.ts';
import { languagesOf } from '../../../electron/station/bench/languages.ts';
import { migrate } from '../../../electron/station/store/migrate.ts';
import { migrations } from '../../../electron/station/store/migrations.ts';
import { settingsOf } from '../../../electron/station/store/settings.ts';

test('each person’s language and the station’s are kept beside each other, and every window is told', () => {
  const database = new SqliteDatabase(':memory:');
  migrate(database, migrations, () => '');
  const told: LanguageView[] = [];
  const languages = languagesOf(settingsOf(database), (view) => told.push(view));
  expect(languages.read()).toEqual({ station: null, people: {} });
  languages.setForPerson('iwona', 'pl');
  languages.setForStation('de');
  languages.setForPerson('wei', 'zh');
  languages.setForPerson('iwona', 'en');
  const kept = { station: 'de', people: { iwona: 'en', wei: 'zh' } };
  expect(languagesOf(settingsOf(database), () => undefined).read()).toEqual(kept);
  expect(told).toHaveLength(4);
  expect(told.at(-1)).toEqual(kept);
});
