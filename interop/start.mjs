// Measures the time from the start of the server process to its first accepted upgrade:
//
//   node start.mjs [runs]
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort, LAUNCHER } from './lib/server.mjs'

const RETRY_MS = 5
const runs = Number(process.argv[2] ?? 5)
const request = [
  'GET /rooms/plaza HTTP/1.1',
  'Host: localhost',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  '\r\n'
].join('\r\n')

function upgrades(port) {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request))
    socket.once('data', data => {
      socket.destroy()
      resolve(data.toString().startsWith('HTTP/1.1 101'))
    })
    socket.once('error', () => resolve(false))
  })
}

async function measure() {
  const port = await freePort()
  const environment = {
    ...process.env,
    SETTINGS_FILE: '/dev/null',
    HTTP_SERVER_PORT: String(port),
    LOG_LEVEL: 'warn'
  }
  const start = performance.now()
  const server = spawn(LAUNCHER, [], { env: environment, stdio: 'inherit' })
  const ended = once(server, 'exit')
  while (!(await upgrades(port))) {
    if (server.exitCode !== null) {
      throw new Error(`the server exited with ${server.exitCode}`)
    }
    await pause(RETRY_MS)
  }
  const milliseconds = performance.now() - start
  server.kill('SIGTERM')
  await ended
  return milliseconds
}

const all = []
for (let run = 0; run < runs; run++) {
  all.push(await measure())
}
all.sort((a, b) => a - b)
const shown = all.map(milliseconds => milliseconds.toFixed(0)).join(' ')
console.log(`start to first upgrade: ${shown} ms, median ${all[runs >> 1].toFixed(0)} ms`)
