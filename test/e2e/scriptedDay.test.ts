import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { windowLanguage } from '../../core/contract/languageVerbs.ts';
import { noBrowser } from '../fixtures/window/browserWindow.ts';
import { closeExceptions } from './day/closeExceptions.ts';
import { closeLot } from './day/closeLot.ts';
import { enrolPeople } from './day/enrolPeople.ts';
import { importList } from './day/importList.ts';
import { type Day, openDay } from './day/openDay.ts';
import { readAgain } from './day/readAgain.ts';
import { readReport } from './day/readReport.ts';
import { routeDevices } from './day/routeDevices.ts';
import { scanDock } from './day/scanDock.ts';
import { takeDelivery } from './day/takeDelivery.ts';
import { forgetful, pulledOut, wipeDrives } from './day/wipeDrives.ts';

/** `npm run campaign -- day` runs the same day in the other languages. */
const language = windowLanguage.parse(process.env.WIPEBENCH_DAY_LANGUAGE ?? 'en');

/**
 * A whole shift in Chromium over the real station, agent and engine, with scanner and keyboard alone: three people, one lot of 60 rows, nine things that do not agree, 40
 * drives of which three are bad. It ends with a closed lot, and the report has to say what happened. Nothing on its screens may be cut off.
 */
describe.skipIf(noBrowser !== null)(`a day at the bench, ${language}`, () => {
  let day: Day;
  let rejected = '';
  const bad = () => [pulledOut, forgetful, rejected];
  beforeAll(async () => {
    day = await openDay(language);
  });
  let wentWrong = false;
  beforeEach(({ skip }) => skip(wentWrong, 'an earlier part of the day went wrong'));
  afterEach(({ task }) => {
    wentWrong ||= task.result?.state === 'fail';
    expect(day.unread(), 'everything can be read').toEqual([]);
  });
  afterAll(() => day?.close());

  test('the shift lead enrols herself, and a technician and somebody of quality with their badges', () =>
    enrolPeople(day));

  test("the customer's list becomes a lot of 60 rows", () => importList(day));

  test('the delivery comes with a seal that is not the one on the papers, and is moved from where it never stood', () =>
    takeDelivery(day));

  test('everything is scanned at the dock; what does not agree is asked and kept', () => scanDock(day));

  test('the shift lead closes each exception with its reason; none is lost', () => closeExceptions(day));

  test('forty drives are plugged in and wiped; one is pulled out, one forgets what was written', () => wipeDrives(day));

  test('quality reads what was drawn; on the first something is left, and the lot is held until two people free it', async () => {
    rejected = await readAgain(day);
  });

  test('the three bad drives are shredded before a witness; everything has a route', () => routeDevices(day, bad()));

  test('the shift lead closes the lot when every clean drive has its certificate', () => closeLot(day, bad()));

  test('the report has every row of the customer with what became of it', async () => {
    await readReport(day, bad());
    await day.hands.go('app.screen.insight');
    await day.look('19-insight');
    expect(await day.page.getByText('{{').count(), 'no sentence has a hole').toBe(0);
    expect(day.window.complaints).toEqual([]);
  });

  test('all of it was done with scanner and keyboard: no mouse was heard, and one would have been', async () => {
    expect(await day.pointed()).toEqual([]);
    await day.page.mouse.move(300, 300);
    expect(await day.pointed()).not.toEqual([]);
  });
});
