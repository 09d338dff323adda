import {
  Button,
  Combobox,
  createTheme,
  Input,
  NativeSelect,
  PasswordInput,
  SegmentedControl,
  TextInput,
} from '@mantine/core';

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
    // Words of some languages are long: a button grows in height before it cuts them off.
    Button: Button.extend({
      defaultProps: { size: 'lg' },
      styles: {
        root: { height: 'auto', minHeight: 'max(44px, var(--button-height))', paddingBlock: 4 },
        label: { whiteSpace: 'normal' },
      },
    }),
    TextInput: TextInput.extend({ defaultProps: { size: 'lg' } }),
    PasswordInput: PasswordInput.extend({
      defaultProps: { size: 'lg', rightSectionWidth: 48 },
      styles: { visibilityToggle: { minWidth: 44, minHeight: 44 } },
    }),
    // Beside its field, inside the dialog or screen that it belongs to.
    Combobox: Combobox.extend({ defaultProps: { withinPortal: false } }),
    SegmentedControl: SegmentedControl.extend({
      styles: { label: { minHeight: 44, display: 'grid', placeItems: 'center' } },
    }),
    NativeSelect: NativeSelect.extend({ defaultProps: { size: 'lg' } }),
    Input: Input.extend({ defaultProps: { size: 'lg' } }),
  },
});
