import { putLanguages } from '../features/language/languageState.ts';
import { putLot } from '../features/lots/lotState.ts';
import { lotTold } from '../features/receiving/receivingState.ts';
import { hearNews } from '../link/news.ts';

/** Passes the station's news on to the features that keep a part of it; called once. */
export function passNewsToFeatures(): void {
  hearNews((event) => {
    if (event.name === 'lot.changed') putLot(event.data);
    if (event.name === 'language.changed') putLanguages(event.data);
    // Several lots may change at once; the dock shows one of them.
    if (event.name === 'receiving.changed') lotTold(event.data);
  });
}
