import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/Icon.tsx';
import { useEcho } from './echo.ts';
import classes from './ScanEcho.module.css';

/** What the last scan did, with undo. */
export function ScanEcho() {
  const { t } = useTranslation();
  const echo = useEcho((state) => state.echo);
  return (
    <div className={classes.echo} role="status">
      {echo !== null && (
        <>
          <Icon name="scan" size="1.4rem" />
          <span>{echo.sentence}</span>
          {echo.undo !== null && (
            <button
              type="button"
              onClick={() => {
                echo.undo?.();
                useEcho.setState({ echo: null });
              }}
            >
              {t('scan.undo')}
            </button>
          )}
        </>
      )}
    </div>
  );
}
