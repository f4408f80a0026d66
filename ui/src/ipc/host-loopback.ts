import { CallError, type Answer, type Args, type CommandName, type Host } from './host';

/** How often a browser asks whether something changed: the program's own window is told instead. */
const CHANGES = 2_000;

/** The browser's host: same origin, one token from the page's address, which may also carry a link to open. */
export function loopbackHost(): Host {
  const asked = new URLSearchParams(location.search);
  const token = asked.get('token') ?? '';
  let link = asked.get('link');
  const pdf = (kind: string, number: string, language: string) =>
    `/document/${kind}/${encodeURIComponent(number)}.pdf?${new URLSearchParams({ token, language }).toString()}`;
  return {
    kind: 'loopback',
    async call<Name extends CommandName>(name: Name, args: Args<Name>): Promise<Answer<Name>> {
      const answer = await fetch(`/call/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify(args),
      }).catch(() => {
        throw new CallError('unreachable');
      });
      const body: unknown = await answer.json().catch(() => ({ code: answer.status === 401 ? 'unauthorised' : 'unreachable' }));
      if (!answer.ok) throw CallError.from(body);
      return body as Answer<Name>;
    },
    startup: () => Promise.resolve({ ok: true }),
    unlock: () => Promise.resolve({ ok: true }),
    saveDocument(kind, number, language) {
      const link = document.createElement('a');
      link.href = pdf(kind, number, language);
      link.download = `${number}.pdf`;
      link.click();
      return Promise.resolve();
    },
    saveTable(run, table) {
      const link = document.createElement('a');
      link.href = `/table/${run}/${table}.csv?${new URLSearchParams({ token }).toString()}`;
      link.download = '';
      link.click();
      return Promise.resolve();
    },
    saveCustomerData(customer, sort) {
      const link = document.createElement('a');
      link.href = `/customer-data/${encodeURIComponent(customer)}/${sort}?${new URLSearchParams({ token }).toString()}`;
      link.download = '';
      link.click();
      return Promise.resolve();
    },
    openDocument(kind, number, language) {
      window.open(pdf(kind, number, language), '_blank', 'noopener');
      return Promise.resolve();
    },
    openWindow: (place) => void window.open(`${location.pathname}?${new URLSearchParams({ token }).toString()}#${place}`, '_blank', 'noopener'),
    takeLink() {
      const taken = link;
      link = null;
      return Promise.resolve(taken);
    },
    // A browser's page is read anew for a link.
    onLink: () => () => undefined,
    onChanged(tell) {
      let known: string | null = null;
      const look = async () => {
        const answer = await fetch('/changes', { headers: { authorization: `Bearer ${token}` } }).catch(() => null);
        const count = answer?.ok ? await answer.text() : known;
        if (known !== null && count !== known) tell();
        known = count;
      };
      void look();
      const timer = setInterval(() => void look(), CHANGES);
      return () => clearInterval(timer);
    },
  };
}
