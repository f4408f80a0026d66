import type { RegisteredRouter, RouteIds } from '@tanstack/react-router';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';

/** A screen by the pattern of its address. */
export type ScreenId = RouteIds<RegisteredRouter['routeTree']>;

const everywhere = ['find', 'escape', 'back', 'forward', 'help'];
const here: Partial<Record<ScreenId, string[]>> = {
  '/': ['arrows', 'open', 'new_customer'],
  '/customer/$id': ['list', 'open', 'email', 'phone', 'services', 'new_order', 'new_case', 'amend', 'terms'],
  '/customer/$id/services': [
    'service_rows',
    'subscribe',
    'end_service',
    'keep_service',
    'withdraw',
    'discontinue',
    'payment',
    'assess',
    'told',
    'take',
    'say',
    'undo',
    'customer',
  ],
  '/customer/$id/order': ['articles', 'count', 'told', 'place_order', 'say', 'undo', 'customer'],
  '/order/$number': ['cancel', 'return', 'receive', 'damage', 'refuse', 'goodwill', 'claim', 'evidence', 'replacement', 'claim_refund', 'take', 'say', 'exception', 'new_case', 'undo', 'customer'],
  '/cases': ['cases', 'open', 'scopes'],
  '/case/$number': ['case_note', 'case_send', 'case_wait', 'case_open', 'case_close', 'case_hand_over', 'case_take', 'case_task', 'case_tasks', 'case_finish', 'case_give', 'case_relate', 'undo', 'customer'],
  '/document/$kind/$number': ['print', 'save', 'undo'],
  '/queue': ['rows', 'open_row', 'undo', 'send'],
  '/approvals': ['rows', 'approve', 'decline', 'leave_field', 'open_request'],
  '/attention': ['rows', 'open_item', 'let_go', 'ask_again', 'ask_supervisor', 'tell', 'label'],
};

/** The keys of this screen. */
export function KeysHelp({ open, close, screen }: { open: boolean; close: () => void; screen: ScreenId }) {
  const { t } = useTranslation();
  const sections = [
    { name: 'here', keys: here[screen] ?? [] },
    { name: 'everywhere', keys: everywhere },
  ].filter((section) => section.keys.length > 0);
  return (
    <ModalOverlay className="overlay" isOpen={open} onOpenChange={(now) => !now && close()} isDismissable>
      <Modal className="modal">
        <Dialog className="dialog">
          <Heading slot="title">{t('keys.title')}</Heading>
          {sections.map((section) => (
            <section key={section.name}>
              <h2>{t(`keys.sections.${section.name}`)}</h2>
              <dl className="keys-list">
                {section.keys.map((key) => (
                  <div key={key}>
                    <dt>
                      {t(`keys.list.${key}.keys`)
                        .split(' ')
                        .map((cap) => (
                          <kbd key={cap}>{cap}</kbd>
                        ))}
                    </dt>
                    <dd>{t(`keys.list.${key}.does`)}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
          <button type="button" className="button" onClick={close}>
            {t('keys.close')} <kbd>{t('keys.esc')}</kbd>
          </button>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
