export type DayPerson = {
  readonly name: string;
  readonly title: string;
  readonly pin: string;
  readonly badge: string | null;
};

export const ines: DayPerson = { name: 'Ines Okafor', title: 'Shift lead', pin: 'four-tet-71', badge: null };
export const tom: DayPerson = {
  name: 'Tom Brandt',
  title: 'Bench technician',
  pin: 'six-oak-28',
  badge: 'BADGE-TOM-00002',
};
export const quinn: DayPerson = { name: 'Quinn Hale', title: 'Quality', pin: 'red-elm-35', badge: 'BADGE-QUINN-003' };
