import { useState } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';

import { declaredNow } from '../../components/actions';
import { capsOf } from '../../components/caps';

/** What a key does, once for each: what is nearest to the agent has a key that two want. */
type Line = { does: string; caps: string[] };

/** The keys of this screen. */
export function KeysHelp({ open, close }: { open: boolean; close: () => void }) {
  return (
    <ModalOverlay className="overlay" isOpen={open} onOpenChange={(now) => !now && close()} isDismissable>
      <Modal className="modal">
        <Dialog className="dialog">
          <Keys close={close} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Keys({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const [now] = useState(declaredNow);
  const lines = (everywhere: boolean): Line[] => {
    const found = new Map<string, Line>();
    for (const { layer, declared } of now) {
      const keys = 'inPlace' in declared ? Object.keys(declared.inPlace) : (declared.keys ?? []);
      const always = layer === 'window' || ('group' in declared && declared.group === 'window');
      if (always !== everywhere || keys.length === 0) continue;
      const does = 'title' in declared && declared.title ? declared.title : t(`keys.list.${declared.name}.does`);
      if (!found.has(does)) found.set(does, { does, caps: capsOf(keys, t) });
    }
    return [...found.values()];
  };
  const sections = [
    { name: 'here', lines: lines(false) },
    { name: 'everywhere', lines: lines(true) },
  ].filter((section) => section.lines.length > 0);
  return (
    <>
      <Heading slot="title">{t('keys.title')}</Heading>
      {sections.map((section) => (
        <section key={section.name}>
          <h2>{t(`keys.sections.${section.name}`)}</h2>
          <dl className="keys-list">
            {section.lines.map(({ does, caps }) => (
              <div key={does}>
                <dt>
                  {caps.map((cap) => (
                    <kbd key={cap}>{cap}</kbd>
                  ))}
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <button type="button" className="button" onClick={close}>
        {t('keys.close')} <kbd>{t('keys.esc')}</kbd>
      </button>
    </>
  );
}
