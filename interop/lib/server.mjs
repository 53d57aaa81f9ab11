// The server under test, started by the launcher.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export const LAUNCHER = fileURLToPath(new URL('../../ws-room', import.meta.url))

// The first start may include a build with downloads.
const START_TIMEOUT_MS = 15 * 60_000

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

export class Server {
  #process
  #log = []

  // Starts on the given port, or a free one.
  static async start(settings, port) {
    const server = new Server()
    server.port = port ?? (await freePort())
    const environment = {
      ...process.env,
      // A developer's .env is not for this check.
      SETTINGS_FILE: '/dev/null',
      ...settings,
      HTTP_SERVER_PORT: String(server.port),
      HTTP_SERVER_HOST: '127.0.0.1',
      // No signature in this check needs the Ethereum network.
      ETH_RPC_URL: 'off'
    }
    server.#process = spawn(LAUNCHER, [], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    server.ended = once(server.#process, 'exit').then(([code, signal]) => signal ?? code)
    process.once('exit', () => server.#process.kill('SIGKILL'))
    for (const stream of [server.#process.stdout, server.#process.stderr]) {
      stream.setEncoding('utf8').on('data', text => server.#log.push(text))
    }
    await server.#untilReady()
    return server
  }

  room(id, folder = 'rooms') {
    return `ws://127.0.0.1:${this.port}/${folder}/${id}`
  }

  async get(path) {
    const answer = await fetch(`http://127.0.0.1:${this.port}${path}`)
    return { status: answer.status, body: await answer.text() }
  }

  // Terminates it as a container engine does, and waits for its exit.
  async stop() {
    this.#process.kill('SIGTERM')
    return this.ended
  }

  get log() {
    return this.#log.join('')
  }

  async #untilReady() {
    const start = Date.now()
    let exit
    this.ended.then(code => (exit = code))
    while (Date.now() - start < START_TIMEOUT_MS) {
      if (exit !== undefined) {
        throw new Error(`the server exited with ${exit}:\n${this.log}`)
      }
      const ready = await this.get('/health/ready').catch(() => undefined)
      if (ready?.status === 200) {
        return
      }
      await pause(20)
    }
    this.#process.kill('SIGKILL')
    throw new Error(`the server did not become ready:\n${this.log}`)
  }
}
