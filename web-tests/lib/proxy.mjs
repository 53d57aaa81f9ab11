// A reverse proxy that serves the server below a path.
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { connect } from 'node:net'

export async function startProxy(folder, target) {
  const inner = url => (url.startsWith(folder) ? url.slice(folder.length) : '/not-here')
  const proxy = createServer((outer, response) => {
    const { method, headers, url } = outer
    const options = { port: target(), method, headers, path: inner(url) }
    const passed = request(options, answer => {
      response.writeHead(answer.statusCode, answer.headers)
      answer.pipe(response)
    })
    passed.on('error', () => response.destroy())
    outer.pipe(passed)
  })
  proxy.on('upgrade', ({ headers, url }, client) => {
    const server = connect(target(), '127.0.0.1', () => {
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
      server.write(`GET ${inner(url)} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
      server.pipe(client).pipe(server)
    })
    server.on('error', () => client.destroy())
    client.on('error', () => server.destroy())
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return { port: proxy.address().port, stop: () => proxy.closeAllConnections() ?? proxy.close() }
}
