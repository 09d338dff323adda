import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SignInForm } from './SignInForm.tsx';
import { dropSignIn, useSession } from './session.ts';

/** Asked for when an act needs a person. */
export function SignInDialog() {
  const { t } = useTranslation();
  const asked = useSession((state) => state.waiting !== null);
  if (!asked) return null;
  return (
    <Modal
      opened
      onClose={dropSignIn}
      zIndex={300}
      title={t('people.signIn')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <SignInForm />
    </Modal>
  );
}
