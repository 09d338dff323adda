import { MantineProvider } from '@mantine/core';
import { BrokenScreen } from './BrokenScreen.tsx';
import { Shell } from './Shell.tsx';
import { theme } from './theme.ts';

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <BrokenScreen>
        <Shell />
      </BrokenScreen>
    </MantineProvider>
  );
}
