import { useTranslation } from 'react-i18next';
import type { Person } from '../../../core/domain/person.ts';
import { sayDay } from '../../i18n/measures.ts';
import { seenStart, seenText } from '../../i18n/seenText.ts';
import { Fact, Facts } from '../../ui/Fact.tsx';
import { PanelSection } from '../../ui/PanelSection.tsx';
import { BadgeChange } from './BadgeChange.tsx';
import { LastActs } from './LastActs.tsx';
import classes from './PeopleScreen.module.css';
import { PinChange } from './PinChange.tsx';
import { RolesChange } from './RolesChange.tsx';
import { StandingChange } from './StandingChange.tsx';
import { TrainingChange } from './TrainingChange.tsx';

/** One person: who they are here, what a shift lead can change, and what they did last. */
export function PersonPanel({ person }: { person: Person }) {
  const { t, i18n } = useTranslation('people');
  const { name, title, roles, disabledAt, competences } = person;
  return (
    <aside className={classes.panel} aria-label={t('person')}>
      <h2 className={classes.heading}>{seenStart(name)}</h2>
      <Facts>
        <Fact name={t('titleOf')}>{title === '' ? null : seenText(title)}</Fact>
        <Fact name={t('roles')}>{roles.map((role) => t(`role.${role}`)).join(', ')}</Fact>
        <Fact name={t('standing')}>
          {disabledAt === undefined ? t('active') : t('shutOut', { at: sayDay(disabledAt, i18n.language) })}
        </Fact>
        <Fact name={t('training')}>
          {(competences ?? []).length === 0
            ? t('noTraining')
            : competences?.map(({ family, trainedOn, until }) => (
                <span key={`${family} ${trainedOn} ${until}`} className={classes.training}>
                  {t(`families.${family}`)}: {trainedOn} – {until}
                </span>
              ))}
        </Fact>
      </Facts>
      <div>
        <RolesChange person={person} />
        <TrainingChange person={person} />
        <BadgeChange person={person} />
        <PinChange person={person} />
        <StandingChange person={person} />
      </div>
      <PanelSection title={t('acts')}>
        <LastActs person={person} />
      </PanelSection>
    </aside>
  );
}
