import { useMantineColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { windowLanguage } from '../../../core/contract/languageVerbs.ts';
import { goTo, screens } from '../../app/place.ts';
import { seenStart } from '../../i18n/seenText.ts';
import { useStation } from '../../link/stationState.ts';
import { useSelection } from '../bench/selection.ts';
import { useSearch } from '../certificates/search.ts';
import { speak } from '../language/useSpokenLanguage.ts';
import { sessionOrSignIn, switchPerson, useSession } from '../people/session.ts';
import { useWipe } from '../wipe/wipeState.ts';

export type Command = { readonly key: string; readonly name: string; readonly kind: string; readonly run: () => void };

const MOST = 40;

/** Everything that can be reached by name and matches all words of `text`. */
export function useCommands(text: string): Command[] {
  const { t } = useTranslation(['window', 'people']);
  const views = useStation((state) => state.bayViews);
  const select = useSelection((state) => state.select);
  const openWipe = useWipe((state) => state.open);
  const { session, forget } = useSession();
  const { setColorScheme } = useMantineColorScheme();
  const toBay = (key: string) => {
    goTo('bench');
    select(key);
  };
  const all: Command[] = [
    ...screens.map((screen) => ({
      key: screen,
      name: t(`app.screen.${screen}`),
      kind: t('palette.screen'),
      run: () => goTo(screen),
    })),
    ...views.flatMap(({ key, bay, drive, duty }) =>
      drive === null || duty !== 'start' || bay === null
        ? []
        : {
            key: `start ${key}`,
            name: t('palette.start', { place: t('bench.bayNumber', { number: bay.number }) }),
            kind: t('palette.act'),
            run: () => {
              toBay(key);
              openWipe(drive.driveId);
            },
          },
    ),
    ...views.map(({ key, bay, drive, job, duty }) => ({
      key: `bay ${key}`,
      name: [
        bay === null ? drive?.kernelName : t('bench.bayNumber', { number: bay.number }),
        ...[bay?.name, drive?.serialNumber ?? job?.serialNumber, drive?.model, job?.assetTag].map((fact) =>
          seenStart(fact ?? ''),
        ),
      ]
        .filter(Boolean)
        .join(' · '),
      kind: t(`duty.${duty}`),
      run: () => toBay(key),
    })),
    session === null
      ? { key: 'in', name: t('people.signIn'), kind: t('palette.act'), run: () => void sessionOrSignIn() }
      : { key: 'out', name: t('top.signOut', { name: session.person.name }), kind: t('palette.act'), run: forget },
    ...(session === null
      ? []
      : [{ key: 'switch', name: t('people:switch'), kind: t('palette.act'), run: () => switchPerson() }]),
    ...(['light', 'dark', 'auto'] as const).map((scheme) => ({
      key: `scheme ${scheme}`,
      name: t(`settings.scheme.${scheme}`),
      kind: t('settings.theme'),
      run: () => setColorScheme(scheme),
    })),
    ...windowLanguage.options.map((language) => ({
      key: `language ${language}`,
      name: t(`settings.paperLanguages.${language}`),
      kind: t('language.ofWindow'),
      run: () => void speak(language),
    })),
  ];
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter(({ name, kind }) => words.every((word) => `${name} ${kind}`.toLowerCase().includes(word)));
  if (words.length === 0) return found.slice(0, MOST);
  return [
    ...found.slice(0, MOST),
    {
      key: 'search',
      name: t('palette.searchCertificates', { text }),
      kind: t('app.screen.certificates'),
      run: () => {
        useSearch.setState({ text, list: 'certificates' });
        goTo('certificates');
      },
    },
  ];
}
