// Clients meet through the proxies of deploy/proxies, over wss and with two servers behind each:
//
//   npm ci && node proxies.mjs [nginx|caddy|haproxy ...]
//
// A proxy whose program is not installed is skipped, and said to be. Takes some 80 seconds, in which
// a silent connection outlives the proxies' time-outs of a minute.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { WebSocket } from 'ws'
import { Client, newIdentity } from './lib/client.mjs'
import { Server, freePort } from './lib/server.mjs'
import { conclude, expect, heading, line, scene } from './lib/transcript.mjs'

const TOKEN = 'a-token-for-this-check'
const HOST = 'rooms.example.org'
const PENDING = 3
const ROOMS = 16
const PROXY_TIMEOUT_MS = 60_000
const START_TIMEOUT_MS = 10_000

const folder = mkdtempSync(join(tmpdir(), 'ws-room-proxies-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

const certificate = join(folder, 'certificate.pem')
const key = join(folder, 'key.pem')
const both = join(folder, 'both.pem')

// How each proxy's file is made to listen here, and how its program is run.
const KINDS = {
  nginx: {
    file: 'nginx.conf',
    version: ['nginx', '-v'],
    adapt: (text, port) =>
      `user root; worker_processes 1; pid ${folder}/nginx.pid; error_log stderr; daemon off;
      events { worker_connections 1024; }
      http { access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
      fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
      ${text
        .replace('listen 443', `listen 127.0.0.1:${port}`)
        .replace(/ssl_certificate \S+;/, `ssl_certificate ${certificate};`)
        .replace(/ssl_certificate_key \S+;/, `ssl_certificate_key ${key};`)} }`,
    command: file => ['nginx', '-c', file, '-e', 'stderr']
  },
  caddy: {
    file: 'Caddyfile',
    version: ['caddy', 'version'],
    adapt: (text, port) =>
      `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${text.replace(
        `${HOST} {`,
        `https://:${port} {\n\tbind 127.0.0.1\n\ttls ${certificate} ${key}`
      )}`,
    command: file => ['caddy', 'run', '--config', file, '--adapter', 'caddyfile']
  },
  haproxy: {
    file: 'haproxy.cfg',
    version: ['haproxy', '-v'],
    adapt: (text, port) =>
      text
        .replace('maxconn 20000', 'maxconn 500')
        .replace('bind :443', `bind 127.0.0.1:${port}`)
        .replace(/crt \S+/, `crt ${both}`),
    command: file => ['haproxy', '-db', '-f', file]
  }
}

class Proxy {
  #log = []

  constructor(name, network) {
    this.name = name
    // Clients of each proxy have addresses of their own, since limits are by address.
    this.network = network
  }

  get isInstalled() {
    try {
      const [program, ...options] = KINDS[this.name].version
      execFileSync(program, options, { stdio: ['ignore', 'pipe', 'pipe'] })
      return true
    } catch (error) {
      if (error.code === 'ENOENT') {
        return false
      }
      throw error
    }
  }

  async start([one, other]) {
    const { file, adapt, command } = KINDS[this.name]
    const original = fileURLToPath(new URL(`../deploy/proxies/${file}`, import.meta.url))
    const text = readFileSync(original, 'utf8')
      .replace(/# (.*127\.0\.0\.1:5001)/, '$1')
      .replace('127.0.0.1:5000', `127.0.0.1:${one.port}`)
      .replace('127.0.0.1:5001', `127.0.0.1:${other.port}`)
    this.port = await freePort()
    const adapted = join(folder, file)
    writeFileSync(adapted, adapt(text, this.port))
    const [program, ...options] = command(adapted)
    const environment = { ...process.env, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }
    const child = spawn(program, options, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    this.process = child
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', chunk => this.#log.push(chunk))
    }
    process.once('exit', () => child.kill('SIGKILL'))
    let exit
    child.once('exit', code => (exit = code))
    const start = Date.now()
    while ((await this.get('/health/live').catch(() => undefined))?.status !== 200) {
      if (exit !== undefined || Date.now() - start > START_TIMEOUT_MS) {
        throw new Error(`${this.name} does not serve:\n${this.log}`)
      }
      await pause(50)
    }
  }

  async stop() {
    if (this.process && this.process.exitCode === null) {
      const exit = once(this.process, 'exit')
      this.process.kill('SIGTERM')
      await Promise.race([exit, pause(3000).then(() => this.process.kill('SIGKILL'))])
    }
  }

  get log() {
    return this.#log.join('')
  }

  room(id) {
    return `wss://127.0.0.1:${this.port}/rooms/${id}`
  }

  // An address that connects to this proxy.
  address(number) {
    return `127.0.${this.network}.${number}`
  }

  client(name, number = 1) {
    return new Client(name, newIdentity(), { ca, localAddress: this.address(number) })
  }

  // Sends a request as the client of that number.
  get(path, { method = 'GET', number = 1, headers = {}, body = '' } = {}) {
    return new Promise((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port: this.port,
        path,
        method,
        ca,
        localAddress: this.address(number),
        headers: { Host: HOST, ...headers }
      }
      request(options, answer => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', chunk => (text += chunk))
        answer.on('end', () => resolve({ status: answer.statusCode, body: text }))
        answer.on('error', reject)
      })
        .on('error', reject)
        .end(body)
    })
  }
}

const hello = text => Buffer.from(text)
const silent = []

// --- What is tried with each proxy ---

async function meet(proxy) {
  const room = `plaza-${proxy.name}`
  const alice = proxy.client('alice')
  const bob = proxy.client('bob')
  const first = await alice.joins(proxy.room(room))
  const welcome = await bob.joins(proxy.room(room))
  expect('his welcome lists her', welcome.peerIdentities, { [first.alias]: alice.address })
  await alice.next('peerJoinMessage')
  alice.updates(hello('hello bob'))
  bob.updates(hello('hello alice'))
  expect('he receives her update', `${(await bob.next('peerUpdateMessage')).body}`, 'hello bob')
  expect('she receives his', `${(await alice.next('peerUpdateMessage')).body}`, 'hello alice')
  silent.push({ proxy, alice, bob, since: Date.now() })
}

async function passPathsOn(proxy, servers) {
  const id = `a/b ${proxy.name} 🦄`
  const client = proxy.client('carol')
  await client.joins(proxy.room(encodeURIComponent(id)))
  expect('the id arrives as it was sent', (await rooms(servers)).flat().includes(id), true)
  await client.leaves()
}

async function describeRealm(proxy) {
  const about = JSON.parse((await proxy.get('/about')).body)
  const adapter = `ws-room:wss://${HOST}/rooms/meadow`
  expect('explorers are sent to the public address', about.comms.fixedAdapter.endsWith(adapter), true)
}

async function keepTheMetrics(proxy) {
  expect('the metrics are not public', (await proxy.get('/metrics')).status, 404)
  expect('the status is', (await proxy.get('/status')).status, 200)
}

async function forwardAddresses(proxy, servers) {
  // A forged header must not replace the address of the client that sends it.
  const headers = { Authorization: `Bearer ${TOKEN}`, 'X-Forwarded-For': '203.0.113.9' }
  const reason = `seen through ${proxy.name}`
  const answer = await proxy.get(`/admin/rooms/empty-${proxy.name}/close`, {
    method: 'POST',
    number: 7,
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify({ reason })
  })
  expect('the action is accepted', answer.status, 200)
  await pause(200)
  const lines = servers.map(server => server.log).join('').split('\n')
  const audit = lines.find(text => text.includes(reason)) ?? 'no line'
  expect("the log has the client's address", audit.includes(proxy.address(7)), true)
  expect('and not the forged one', audit.includes('203.0.113.9'), false)

  const room = proxy.room(`limits-${proxy.name}`)
  const opened = []
  for (let i = 0; i < PENDING; i++) {
    opened.push(await dial(room, proxy.address(8)))
  }
  expect('handshakes up to the limit of an address', opened.map(one => one.status), Array(PENDING).fill(101))
  const beyond = await dial(room, proxy.address(8))
  expect('one more is rejected', [429, 503].includes(beyond.status), true)
  const other = await dial(room, proxy.address(9))
  expect('a client at another address is not', other.status, 101)
  ;[...opened, beyond, other].forEach(one => one.socket.terminate())
}

// Opens a WebSocket and says nothing.
function dial(uri, localAddress) {
  const socket = new WebSocket(uri, ['rfc5'], { ca, localAddress })
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve({ socket, status: 101 }))
    socket.once('unexpected-response', (_, answer) => resolve({ socket, status: answer.statusCode }))
    socket.once('error', reject)
  }).then(result => {
    socket.on('error', () => {})
    return result
  })
}

async function keepRoomsTogether(proxy, servers) {
  const couples = []
  for (let i = 0; i < ROOMS; i++) {
    const id = `${proxy.name}-${i}`
    const one = new Client('ann', newIdentity(), { ca, localAddress: proxy.address(20 + i) })
    const other = new Client('ben', newIdentity(), { ca, localAddress: proxy.address(60 + i) })
    one.logSent = other.logSent = one.logReceived = other.logReceived = () => {}
    await one.joins(proxy.room(id))
    // A token or another query must not lead elsewhere.
    const { peerIdentities } = await other.joins(`${proxy.room(id)}?of=${i}`)
    couples.push({ id, one, other, met: Object.keys(peerIdentities).length })
  }
  expect(`in ${ROOMS} rooms two clients meet`, couples.map(each => each.met), Array(ROOMS).fill(1))
  const counts = (await rooms(servers)).map(
    names => couples.filter(({ id }) => names.includes(id)).length
  )
  line(`rooms on each server: ${counts.join(' and ')}`)
  expect('each room is on one server', counts[0] + counts[1], ROOMS)
  expect('both servers have some', counts.every(count => count > 0), true)
  await Promise.all(couples.flatMap(({ one, other }) => [one.leaves(), other.leaves()]))
}

async function rooms(servers) {
  const answers = await Promise.all(servers.map(server => server.get('/status')))
  return answers.map(({ body }) => JSON.parse(body).details.map(room => room.roomName))
}

// --- The run ---

heading('ws-room behind proxies')
execFileSync(
  'openssl',
  ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    .concat(['-days', '2', '-subj', `/CN=${HOST}`])
    .concat(['-addext', `subjectAltName=DNS:${HOST},IP:127.0.0.1`])
    .concat(['-keyout', key, '-out', certificate]),
  { stdio: 'ignore' }
)
const ca = readFileSync(certificate)
writeFileSync(both, ca + readFileSync(key))

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(KINDS)
const proxies = wanted.map((name, at) => new Proxy(name, at + 1)).filter(proxy => {
  const is = proxy.isInstalled
  line(is ? `${proxy.name}: deploy/proxies/${KINDS[proxy.name].file}` : `${proxy.name}: skipped, it is not installed`)
  return is
})

const settings = {
  TRUSTED_PROXIES: '1',
  REALM_NAME: 'meadow',
  ADMIN_TOKEN: TOKEN,
  MAX_PENDING_HANDSHAKES_PER_ADDRESS: String(PENDING)
}
// One after the other, since the first start may build.
const servers = [await Server.start(settings), await Server.start(settings)]

for (const proxy of proxies) {
  await scene(`${proxy.name} starts`, () => proxy.start(servers))
  await scene(`Two clients meet through ${proxy.name}`, () => meet(proxy))
  await scene(`Paths pass ${proxy.name} unchanged`, () => passPathsOn(proxy, servers))
  await scene(`The realm behind ${proxy.name}`, () => describeRealm(proxy))
  await scene(`What ${proxy.name} keeps private`, () => keepTheMetrics(proxy))
  await scene(`Client addresses through ${proxy.name}`, () => forwardAddresses(proxy, servers))
  await scene(`Two servers behind ${proxy.name}`, () => keepRoomsTogether(proxy, servers))
}

for (const { proxy, alice, bob, since } of silent) {
  await scene(`A connection through ${proxy.name} that was silent for longer than its time-out`, async () => {
    await pause(Math.max(0, since + PROXY_TIMEOUT_MS + 5000 - Date.now()))
    alice.updates(hello('still here'))
    expect('is still open', `${(await bob.next('peerUpdateMessage')).body}`, 'still here')
    await Promise.all([alice.leaves(), bob.leaves()])
  })
}

const exitCode = proxies.length === 0 ? 0 : conclude()
if (exitCode !== 0) {
  for (const { name, log } of [...proxies, ...servers.map((server, at) => ({ name: `server ${at}`, log: server.log }))]) {
    heading(`Output of ${name}`)
    console.log(log)
  }
}
await Promise.all([...proxies, ...servers].map(each => each.stop()))
process.exit(exitCode)
