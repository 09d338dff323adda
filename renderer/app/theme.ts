import { Button, createTheme, Input, NativeSelect, PasswordInput, TextInput } from '@mantine/core';

/** Gloves on, two metres away: large type, targets of 44 px and more, nothing that moves except progress. */
export const theme = createTheme({
  fontFamily: "'Atkinson Hyperlegible Next Variable', Certificate, CertificateHan, system-ui, sans-serif",
  fontFamilyMonospace:
    "'Atkinson Hyperlegible Mono Variable', CertificateMono, CertificateHan, ui-monospace, monospace",
  headings: { fontWeight: '700' },
  defaultRadius: 'sm',
  primaryColor: 'blue',
  primaryShade: { light: 8, dark: 8 },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Button: Button.extend({ defaultProps: { size: 'lg', mih: 44 } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'lg' } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: 'lg' } }),
    NativeSelect: NativeSelect.extend({ defaultProps: { size: 'lg' } }),
    Input: Input.extend({ defaultProps: { size: 'lg' } }),
  },
});
