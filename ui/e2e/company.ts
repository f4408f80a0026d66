import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A company's sign-in service on this machine: a certified implementation, with its own pages to sign in on. */
export type Company = { issuer: string; stop: () => Promise<void> };

/** Starts one that knows everybody by the name that they type, and one application: the centre. */
export async function startCompany(): Promise<Company> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // Only where it is used: it has much to say about being used for tests.
  const { Provider } = await import('oidc-provider');
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'guichet',
        application_type: 'native',
        redirect_uris: ['http://127.0.0.1/guichet'],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        token_endpoint_auth_method: 'none',
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['preferred_username'] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, preferred_username: id, email: `${id}@example.com`, email_verified: true }),
    }),
    pkce: { required: () => true },
    cookies: { keys: ['for tests only'] },
  });
  const answer = provider.callback();
  server.on('request', (request, response) => void answer(request, response));
  return {
    issuer,
    stop: () =>
      new Promise((stopped) => {
        server.closeAllConnections();
        server.close(() => stopped());
      }),
  };
}
