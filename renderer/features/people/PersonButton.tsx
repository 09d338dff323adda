import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { read } from '../../link/ask.ts';
import { useStation } from '../../link/stationState.ts';
import { Icon } from '../../ui/Icon.tsx';
import { sessionOrSignIn, useSession } from './session.ts';

/** Who is signed in; the same button signs in and out. */
export function PersonButton() {
  const { t } = useTranslation();
  const { session, forget } = useSession();
  const somebody = useStation(({ snapshot }) => (snapshot?.people.length ?? 0) > 0);
  const signOut = async (token: string) => {
    forget();
    await read('people.signOut', { session: token });
  };
  const press = () => (session === null ? sessionOrSignIn() : signOut(session.token));
  if (!somebody) return null;
  return (
    <Button
      variant="default"
      size="md"
      leftSection={<Icon name="person" size="1.3rem" />}
      onClick={() => void press()}
      {...(session === null ? {} : { 'aria-label': t('top.signOut', { name: session.person.name }) })}
    >
      {session === null ? t('top.signIn') : session.person.name}
    </Button>
  );
}
