import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { read } from '../../link/ask.ts';
import { useStation } from '../../link/stationState.ts';
import { Icon } from '../../ui/Icon.tsx';
import { sessionOrSignIn, switchPerson, useSession } from './session.ts';

/** Who is signed in; the same button signs in and out. The one beside it changes over to somebody else. */
export function PersonButton() {
  const { t } = useTranslation(['window', 'people']);
  const { session, forget } = useSession();
  const somebody = useStation(({ snapshot }) => (snapshot?.people.length ?? 0) > 0);
  const signOut = async (token: string) => {
    forget();
    await read('people.signOut', { session: token });
  };
  const press = () => (session === null ? sessionOrSignIn() : signOut(session.token));
  if (!somebody) return null;
  return (
    <Group gap={6} wrap="nowrap">
      <Button
        variant="default"
        size="md"
        leftSection={<Icon name="person" size="1.3rem" />}
        onClick={() => void press()}
        {...(session === null ? {} : { 'aria-label': t('top.signOut', { name: session.person.name }) })}
      >
        {session === null ? t('top.signIn') : session.person.name}
      </Button>
      {session !== null && (
        <Button
          variant="default"
          size="md"
          px={12}
          title={t('people:switch')}
          aria-label={t('people:switch')}
          onClick={() => switchPerson()}
        >
          <Icon name="people" size="1.3rem" />
        </Button>
      )}
    </Group>
  );
}
