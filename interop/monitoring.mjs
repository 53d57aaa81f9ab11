// Prometheus scrapes running servers under load, with the alerts of deploy/prometheus, and answers
// what the panels of deploy/grafana ask:
//
//   node monitoring.mjs
//
// Needs prometheus and promtool (Debian: apt-get install prometheus), and skips itself without them.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync, mkdirSync, cpSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { LAUNCHER, Server, freePort } from './lib/server.mjs'
import { conclude, expect, heading, line, scene } from './lib/transcript.mjs'

const DEPLOY = fileURLToPath(new URL('../deploy/', import.meta.url))
const SCRAPE_SECONDS = 1
const LOAD_SECONDS = 20
const PEERS = 30
const START_TIMEOUT_MS = 15_000
const PATIENCE_MS = 60_000

// Panels that are rightly empty at a server that rejects nobody, sees no bad signature and has
// neither TLS nor Archipelago, and whose peers all stay.
const MAY_BE_EMPTY = [
  'Certificate expires in',
  'Ends of sessions a second',
  'Rejected upgrades a second',
  'Signed logins a second',
  'Link to Archipelago',
  'Seats offered to Archipelago'
]

heading('Prometheus, its alerts and the dashboards')
for (const program of ['prometheus', 'promtool']) {
  try {
    line(`${execFileSync(program, ['--version'], { encoding: 'utf8' }).split(' (')[0]}`)
  } catch (error) {
    if (error.code !== 'ENOENT') {
      throw error
    }
    line(`skipped: ${program} is not installed`)
    process.exit(0)
  }
}

const folder = mkdtempSync(join(tmpdir(), 'ws-room-prometheus-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

const promtool = (...options) => {
  try {
    execFileSync('promtool', options, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' })
    return 'good'
  } catch (error) {
    return `${error.stdout}${error.stderr}`
  }
}
const listed = (path, ending) =>
  readdirSync(join(DEPLOY, path)).filter(name => name.endsWith(ending)).map(name => join(DEPLOY, path, name))

await scene('promtool checks configuration, rules and their tests', async () => {
  expect('the configuration', promtool('check', 'config', join(DEPLOY, 'prometheus/prometheus.yml')), 'good')
  expect('the rules', promtool('check', 'rules', ...listed('prometheus/rules', '.yml')), 'good')
  expect('each alert fires and is quiet', promtool('test', 'rules', ...listed('prometheus/tests', '.yml')), 'good')
})

const bans = join(folder, 'bans.txt')
writeFileSync(bans, '# nobody\n')
const server = await Server.start({ BAN_FILE: bans })
const gonePort = await freePort()
const port = await freePort()
let prometheus
let log = ''

async function ask(path, parameters = {}) {
  const query = new URLSearchParams(parameters)
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${path}?${query}`)
  const { status, data, error } = await answer.json()
  if (status !== 'success') {
    throw new Error(`${parameters.query}: ${error}`)
  }
  return data
}

async function until(what, holds, explain = () => '') {
  const start = Date.now()
  while (!(await holds())) {
    if (Date.now() - start > PATIENCE_MS) {
      throw new Error(`waited for ${what} too long: ${explain()}`)
    }
    await pause(200)
  }
}

const value = async query => Number((await ask('query', { query })).result[0]?.value[1])

await scene('It starts with the configuration of deploy/prometheus', async () => {
  const config = readFileSync(join(DEPLOY, 'prometheus/prometheus.yml'), 'utf8')
    .replace(/_interval: 15s/g, `_interval: ${SCRAPE_SECONDS}s`)
    .replace('"ws-room:5000"', `"127.0.0.1:${server.port}", "127.0.0.1:${gonePort}"`)
  mkdirSync(join(folder, 'data'))
  cpSync(join(DEPLOY, 'prometheus/rules'), join(folder, 'rules'), { recursive: true })
  writeFileSync(join(folder, 'prometheus.yml'), config)
  prometheus = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] }
  )
  prometheus.stderr.setEncoding('utf8').on('data', text => (log += text))
  process.once('exit', () => prometheus.kill('SIGKILL'))
  const start = Date.now()
  while (!(await fetch(`http://127.0.0.1:${port}/-/ready`).catch(() => undefined))?.ok) {
    if (Date.now() - start > START_TIMEOUT_MS) {
      throw new Error('Prometheus did not become ready')
    }
    await pause(50)
  }
  const groups = (await ask('rules')).groups
  const rules = groups.flatMap(group => group.rules)
  expect('all groups of rules are loaded', groups.length, 5)
  expect('each rule is an alert with a runbook', rules.every(rule => rule.annotations.runbook_url), true)
})

await scene('It scrapes a server that a load tool keeps busy', async () => {
  // A rate needs figures from before the joins.
  await until('two scrapes', async () => (await value('sum_over_time(up[30s]) >= 2')) >= 2)
  const load = spawn(
    LAUNCHER,
    ['load', 'island', `ws://127.0.0.1:${server.port}`, '--peers', String(PEERS), '--rate', '10',
      '--warmup', '2s', '--duration', `${LOAD_SECONDS}s`],
    { stdio: ['ignore', 'pipe', 'pipe'] }
  )
  let output = ''
  load.stdout.setEncoding('utf8').on('data', text => (output += text))
  load.stderr.setEncoding('utf8').on('data', text => (output += text))
  const ended = new Promise(resolve => load.once('exit', resolve))
  process.once('exit', () => load.kill('SIGKILL'))
  await until(
    'the load',
    async () => (await value('dcl_ws_rooms_connections')) >= PEERS,
    () => output
  )
  // Rates need a window of some scrapes.
  await pause(12_000)
  expect('players', await value('sum(dcl_ws_rooms_connections)'), PEERS)
  const rate = await value('sum(rate(dcl_ws_rooms_out_messages_total[10s]))')
  line(`deliveries a second: ${rate.toFixed(0)}`)
  // Each peer sends 10 position updates a second, and more of other kinds now and then.
  expect('deliveries a second are those of the load', rate > PEERS * (PEERS - 1) * 9 && rate < PEERS * (PEERS - 1) * 20, true)
  await askPanels()
  expect('the load tool found nothing missing', await ended, 0)
})

async function askPanels() {
  const panels = listed('grafana/dashboards', '.json').flatMap(file => JSON.parse(readFileSync(file, 'utf8')).panels)
  const empty = []
  let asked = 0
  for (const { title, targets = [] } of panels) {
    for (const { expr } of targets) {
      const query = expr.replaceAll('$__rate_interval', '30s').replaceAll('$instance', '.*')
      const { result } = await ask('query', { query })
      asked++
      if (result.length === 0 && !MAY_BE_EMPTY.includes(title)) {
        empty.push(`${title}: ${query}`)
      }
    }
  }
  expect('no query of a panel is empty', empty, [])
  line(`${asked} queries of panels`)
  const { result } = await ask('query', { query: 'label_replace(ws_room_ready, "x", "$1", "instance", "(.*)")' })
  expect('the list of servers has the one that answers', result.map(each => each.metric.instance), [`127.0.0.1:${server.port}`])
}

await scene('Alerts name the server that is gone, and no other', async () => {
  const { alerts } = await ask('alerts')
  expect('pending or firing', alerts.map(({ labels }) => `${labels.alertname} ${labels.instance}`), [
    `WsRoomDown 127.0.0.1:${gonePort}`
  ])
})

await scene('A server that has ended is seen to be down', async () => {
  await server.stop()
  await pause(SCRAPE_SECONDS * 3000)
  expect('both servers are down now', await value('count(up{job="ws-room"} == 0)'), 2)
})

const exitCode = conclude()
if (exitCode !== 0) {
  heading('Output of Prometheus')
  console.log(log)
}
prometheus?.kill('SIGTERM')
process.exit(exitCode)
