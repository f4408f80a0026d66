import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';

import type { Route } from '../../components/route';

const everywhere = ['find', 'escape', 'back', 'forward', 'help'];
const here: Partial<Record<Route['name'], string[]>> = {
  find: ['arrows', 'open'],
  customer: ['list', 'open', 'email', 'phone'],
  order: ['cancel', 'return', 'receive', 'damage', 'refuse', 'take', 'say', 'customer'],
  document: ['print', 'save'],
};

/** The keys of this screen. */
export function KeysHelp({ open, close, route }: { open: boolean; close: () => void; route: Route }) {
  const { t } = useTranslation();
  const sections = [
    { name: 'here', keys: here[route.name] ?? [] },
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
