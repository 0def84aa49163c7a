// A real OpenID provider on loopback; what it shall be is the JSON argument. Prints its port when it listens.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const asked = JSON.parse(process.argv[2]);
const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  const native = {
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
    redirect_uris: ['http://127.0.0.1/signed-in'],
  };
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [{ client_id: 'laptop', ...native }, { client_id: 'another', ...native }],
    cookies: { keys: ['a cookie of a test'] },
    features: { deviceFlow: { enabled: true }, devInteractions: { enabled: true } },
    pkce: { required: () => true },
    // Kept as most providers do it: a native client that asks for it gets it, without asking for consent each time.
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    scopes: ['openid', 'offline_access'],
    ttl: { IdToken: 3600, DeviceCode: 600, AuthorizationCode: 60, Interaction: 600, Session: 600, Grant: 3600, ...asked.ttl },
  });
  server.on('request', provider.callback());
  console.log(port);
});
