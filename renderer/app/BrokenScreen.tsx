import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { Translation } from 'react-i18next';

type State = { readonly broken: boolean };

/** Catches a broken screen: says that wipes go on and offers to open it again. The cause goes to the console. */
export class BrokenScreen extends Component<{ children: ReactNode }, State> {
  override state: State = { broken: false };

  static getDerivedStateFromError(): State {
    return { broken: true };
  }

  override componentDidCatch(cause: Error): void {
    console.error(cause);
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return (
      <Translation>
        {(t) => (
          <main style={{ padding: '3rem' }}>
            <h1>{t('app.brokenTitle')}</h1>
            <p>{t('app.brokenMeaning')}</p>
            <Button onClick={() => this.setState({ broken: false })}>{t('app.brokenAction')}</Button>
          </main>
        )}
      </Translation>
    );
  }
}
