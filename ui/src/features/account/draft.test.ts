import { describe, expect, test } from 'vitest';

import type { AccountOffer, AccountPage, Owed, ServiceRow } from '../../ipc/generated/types';
import { begin, commandOf } from './draft';
import { alsoOffered, askingFor, insteadOf, isPossible, type Asking } from './offers';
import { firstChosen, standingOf } from './status';

const offer = (changed: Partial<AccountOffer>): AccountOffer => ({ action: 'subscribe', available: true, permitted: true, decision: null, command: null, ...changed });
const row = (changed: Partial<ServiceRow>): ServiceRow => ({
  id: 'security',
  part: 'security',
  name: { en: 'Alarm', fr: 'Alarme' },
  summary: null,
  status: null,
  price: '9.99',
  started_on: null,
  stops_on: null,
  retention_days: null,
  cameras: [],
  durations: [],
  offered: true,
  offers: [],
  ...changed,
});
const choosing = offer({ available: false });
const video = row({
  id: 'video',
  part: 'video',
  price: null,
  durations: [
    { days: 7, per_camera: { EUR: '4.99' } },
    { days: 30, per_camera: { EUR: '9.99' } },
  ],
  offers: [choosing],
});
const pageOf = (services: ServiceRow[], cameras = 1) =>
  ({ services, cameras: Array.from({ length: cameras }, (_, at) => ({ id: `cam-${at}`, name: 'Camera', order: 'W-1' })), owed: [], change_payment: null }) as unknown as AccountPage;

describe('a subscription to video', () => {
  const asking: Asking = { action: 'subscribe', of: 'video', offer: choosing, row: video };

  test('is none before a duration and a camera are chosen', () => {
    const draft = begin(asking);
    expect(commandOf(asking, draft)).toBeNull();
    expect(commandOf(asking, { ...draft, days: 30 })).toBeNull();
    expect(commandOf(asking, { ...draft, cameras: ['cam-0'] })).toBeNull();
  });

  test('takes the price that the desk named', () => {
    const draft = { ...begin(asking), days: 30, cameras: ['cam-0'] };
    expect(commandOf(asking, draft, '9.99')).toEqual({ type: 'subscribe', service: 'video', price: '9.99', retention_days: 30, cameras: ['cam-0'] });
  });

  test('begins with what was chosen once', () => {
    expect(begin({ ...asking, row: { ...video, retention_days: 30 } }).days).toBe(30);
  });

  test('is possible where there is a camera to record', () => {
    expect(isPossible(choosing, pageOf([video]))).toBe(true);
    expect(isPossible(choosing, pageOf([video], 0))).toBe(false);
  });
});

test('the end of a service says when only once it was chosen', () => {
  const command = { type: 'cancel_service', service: 'security' } as const;
  const asking: Asking = { action: 'cancel_service', of: 'security', offer: offer({ action: 'cancel_service', command }), row: row({}) };
  const draft = begin(asking);
  expect(commandOf(asking, draft)).toEqual(command);
  expect(commandOf(asking, { ...draft, mode: 'period_end' })).toEqual({ ...command, mode: 'period_end' });
});

test('an assessment counts the events that happened', () => {
  const command = { type: 'assess_non_payment', amount: '9.99', due_on: '2026-11-05', as_of: '2026-11-22', events: {} } as const;
  const assess = offer({ action: 'assess_non_payment', command });
  const owed: Owed = { amount: '9.99', due_on: '2026-11-05', invoice: null, days_late: 17, costs: {}, happened: { reminder_call: 1 }, assess };
  const asking: Asking = { action: 'assess_non_payment', of: '2026-11-05', offer: assess, owed };
  const draft = { ...begin(asking), events: { bank_rejection: 2, collection: 0 } };
  expect(commandOf(asking, draft)).toEqual({ ...command, events: { bank_rejection: 2 } });
  // What the account itself knows to have happened stands there from the beginning.
  expect(begin(asking).events).toEqual({ reminder_call: 1 });
});

test.each([
  [row({ part: 'included' }), 'included'],
  [row({}), 'none'],
  [row({ status: 'active' }), 'active'],
  [row({ status: 'ending', stops_on: '2026-12-05' }), 'ending'],
  [row({ status: 'ending', stops_on: '2026-11-22' }), 'ended'],
  [row({ status: 'ended', stops_on: '2026-11-01' }), 'ended'],
] as const)('where a service stands: %#', (service, standing) => {
  expect(standingOf(service, '2026-11-22')).toBe(standing);
});

describe('what is asked for', () => {
  const off = row({ id: 'backup', offers: [offer({ available: false, command: { type: 'subscribe', service: 'backup', price: '4.99' } })] });
  const on = row({ status: 'active', offers: [offer({ action: 'cancel_service', command: { type: 'cancel_service', service: 'security' } })] });

  test('is of the service named, else the first that is possible', () => {
    const page = pageOf([off, video, on]);
    expect(askingFor(page, 'subscribe', undefined)?.of).toBe('video');
    expect(askingFor(page, 'subscribe', 'backup')?.of).toBe('backup');
    expect(askingFor(page, 'reactivate_service', 'security')).toBeUndefined();
  });

  test('the keys begin at what runs', () => {
    expect(firstChosen(pageOf([off, video, on]))).toBe('security');
    expect(firstChosen(pageOf([off, video]))).toBe('video');
    const refused = row({ id: 'video', part: 'video', offers: [offer({ available: false, command: { type: 'subscribe', service: 'video', price: '4.99' } })] });
    expect(firstChosen(pageOf([refused, row({ id: 'backup', offers: [offer({})] })]))).toBe('backup');
  });

  test('what else is on offer leaves out what cannot be had', () => {
    expect(alsoOffered(pageOf([off, video, on]), 'security').map(({ of }) => of)).toEqual(['video']);
  });

  test('instead of what is refused stands what can be done with the same service', () => {
    const refused: Asking = { action: 'withdraw_service', of: 'security', offer: offer({ action: 'withdraw_service' }), row: on };
    const decision = { alternatives: ['cancel_service', 'subscribe'] } as unknown as Parameters<typeof insteadOf>[1];
    const { askings, advice } = insteadOf(pageOf([video, on]), decision, refused);
    expect(askings.map(({ action }) => action)).toEqual(['cancel_service']);
    expect(advice).toEqual(['subscribe']);
  });
});
