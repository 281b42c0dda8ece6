// A report by HTTP with headers as they are told, whatever stands in them: without a library, for
// those refuse to send what would do harm.
import { connect } from 'node:net';

// Returns the answer's status, or 0 where the connection was closed without one.
export function post(address, body, headers = {}) {
  const { hostname, port, pathname } = new URL(address);
  const lines = [`POST ${pathname} HTTP/1.1`, `Host: ${hostname}`, 'Connection: close'];
  lines.push('Content-Type: application/tlsrpt+json', `Content-Length: ${Buffer.byteLength(body)}`);
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname);
    socket.on('data', (data) => (answer += data));
    socket.on('error', reject);
    socket.on('close', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)));
    socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
  });
}
