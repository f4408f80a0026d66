import type { Role } from '../ipc/generated/types';
import { useAppInfo, useSync } from './queries';

/** Roles that answer for others; the desk and the centre ask again. */
const answering: Role[] = ['supervisor', 'admin'];

/** Whether whoever sits here answers for others: decides otherwise than the terms, sees figures, hands out data. */
export function useAnswersForOthers(): boolean {
  const { data: app } = useAppInfo();
  const { data: sync } = useSync();
  const role = sync?.agent?.role ?? app?.agent.role;
  return role !== undefined && answering.includes(role);
}
