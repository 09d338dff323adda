export type QemuValue = string | number | bigint | boolean | { readonly [key: string]: QemuValue };
export type QemuObject = { readonly [key: string]: QemuValue };

/** JSON text as QEMU reads it: 64-bit numbers (world wide names) are written whole, which JSON.stringify cannot. */
export function qemuJson(value: QemuValue): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, member]) => `${JSON.stringify(key)}:${qemuJson(member)}`)
    .join(',')}}`;
}
