// Measures the map with a thousand moving peers, ten updates per second each:
//
//   (cd ../interop && npm ci) && npm ci && npm run crowd [peers] [seconds] [updates a second]
//
// Prints the CPU of the page and the distribution of frame intervals.
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Server } from '../interop/lib/server.mjs'
import { findChromium, launchWithProfile, openPage } from './lib/browser.mjs'
import { CrowdedRoom } from './lib/crowd.mjs'

const PEERS = Number(process.argv[2] ?? 1000)
const UPDATES_PER_SECOND = Number(process.argv[4] ?? 10)
const WARM_UP_MS = 5_000
const SECONDS = Number(process.argv[3] ?? 20)

const server = await Server.start({ DRAIN_SECONDS: '0' })
const room = await CrowdedRoom.open(`http://127.0.0.1:${server.port}`, PEERS, UPDATES_PER_SECOND)
const profile = await mkdtemp(join(tmpdir(), 'ws-room-crowd-'))
const context = await launchWithProfile(findChromium(), profile)
const page = await openPage(context, `http://127.0.0.1:${room.port}/play/crowd`)
await page.locator('#state', { hasText: 'Joined' }).waitFor()
// Zoomed out to show all peers.
await page.locator('#further').click()
await page.locator('#further').click()
await pause(WARM_UP_MS)

// CPU time of all processes of the browser (Linux).
function cpuSeconds() {
  const ticks = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(pid => {
      try {
        const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')
        const environment = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
        return environment.includes(profile) ? Number(fields[11]) + Number(fields[12]) : 0
      } catch {
        return 0
      }
    })
  return ticks.reduce((sum, each) => sum + each, 0) / 100
}

const session = await context.newCDPSession(page)
await session.send('Performance.enable')
const metrics = async () =>
  Object.fromEntries((await session.send('Performance.getMetrics')).metrics.map(each => [each.name, each.value]))

const [before, sentBefore, cpuBefore] = [await metrics(), room.sent, cpuSeconds()]
const intervals = await page.evaluate(
  milliseconds =>
    new Promise(resolve => {
      const all = []
      let last = performance.now()
      const end = last + milliseconds
      function frame(now) {
        all.push(now - last)
        last = now
        if (now < end) {
          requestAnimationFrame(frame)
        } else {
          resolve(all)
        }
      }
      requestAnimationFrame(frame)
    }),
  SECONDS * 1000
)
const after = await metrics()
const cpu = cpuSeconds() - cpuBefore
const shareOf = name => `${(((after[name] - before[name]) / (after.Timestamp - before.Timestamp)) * 100).toFixed(1)}%`
const sorted = intervals.toSorted((a, b) => a - b)
const percentile = share => sorted[Math.floor((sorted.length - 1) * share)].toFixed(1)

console.log(`${PEERS} peers, ${((room.sent - sentBefore) / SECONDS).toFixed(0)} updates/s`)
console.log(`frames/s ${(intervals.length / SECONDS).toFixed(1)}`)
console.log(`between frames, ms: p50 ${percentile(0.5)}, p99 ${percentile(0.99)}, longest ${percentile(1)}`)
console.log(`frames later than 25 ms: ${intervals.filter(each => each > 25).length} of ${intervals.length}`)
console.log(`the page's main thread: ${shareOf('TaskDuration')} busy, ${shareOf('ScriptDuration')} of it scripts`)
console.log(`the whole browser: ${((cpu / SECONDS) * 100).toFixed(0)}% of a core, ${((cpu * 1000) / intervals.length).toFixed(1)} ms a frame`)
console.log(`heap: ${(before.JSHeapUsedSize / 1e6).toFixed(1)} MB, then ${(after.JSHeapUsedSize / 1e6).toFixed(1)} MB`)
console.log(`seen: ${(await page.locator('#figures').innerText()).replaceAll('\n', ' ')}`)
if (process.env.PICTURE) {
  await page.screenshot({ path: process.env.PICTURE })
}
await context.close()
await rm(profile, { recursive: true })
room.close()
await server.stop()
process.exit(0)
