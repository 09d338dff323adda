import { Button, Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';

type Props = {
  columns: readonly { readonly id: string; readonly title: string; readonly visible: boolean }[];
  toggle: (id: string) => void;
};

/** Which columns a table shows. */
export function ColumnMenu({ columns, toggle }: Props) {
  const { t } = useTranslation();
  return (
    <Menu closeOnItemClick={false} transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <Button variant="default" size="md">
          {t('table.columns')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {columns.map(({ id, title, visible }) => (
          <Menu.Item key={id} role="menuitemcheckbox" aria-checked={visible} onClick={() => toggle(id)}>
            {visible ? '☑' : '☐'} {title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
