import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/Dialog.tsx';
import { SignInForm } from './SignInForm.tsx';
import { dropSignIn, useSession } from './session.ts';

/** Asked for when an act needs a person. */
export function SignInDialog() {
  const { t } = useTranslation('people');
  const asked = useSession((state) => state.waiting !== null);
  const switching = useSession((state) => state.session !== null);
  if (!asked) return null;
  return (
    <Dialog title={t(switching ? 'switch' : 'signIn')} close={dropSignIn} zIndex={300}>
      <SignInForm />
    </Dialog>
  );
}
