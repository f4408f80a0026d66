import type { Role } from '../ipc/generated/types';
import { useAppInfo, useSync } from './queries';

/** Roles that decide otherwise than the terms; the desk and the centre ask again. */
const overriding: Role[] = ['supervisor', 'admin'];

/** Whether whoever sits here may decide otherwise than the terms. */
export function useMayOverride(): boolean {
  const { data: app } = useAppInfo();
  const { data: sync } = useSync();
  const role = sync?.agent?.role ?? app?.agent.role;
  return role !== undefined && overriding.includes(role);
}
