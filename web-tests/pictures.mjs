// Takes the screenshots in docs/pictures, in a real browser with moving clients:
//
//   (cd ../interop && npm ci) && npm ci && npm run pictures
import { mkdir } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Server } from '../interop/lib/server.mjs'
import { findChromium, launchBrowser } from './lib/browser.mjs'
import { walkers } from './lib/walkers.mjs'

const PICTURES = fileURLToPath(new URL('../docs/pictures/', import.meta.url))
const NAMES = ['Ada', 'Bo', 'Cleo', 'Dai', 'Eli', 'Fay', 'Gus', 'Hal', 'Ida']
// The port in the README, so that the screenshots show its URLs.
const PORT = 5000

const browser = await launchBrowser(findChromium())
const server = await Server.start({ REALM_NAME: 'meadow', DRAIN_SECONDS: '0' }, PORT)
const root = `http://localhost:${PORT}`
await mkdir(PICTURES, { recursive: true })
const people = await walkers(server.room('meadow'), NAMES)
const others = await walkers(server.room('harbour'), ['Jo', 'Kit', 'Lou'])

async function take(name, path, options, prepare = async () => {}) {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  await page.goto(root + path)
  await prepare(page)
  await page.evaluate(() => window.scrollTo(0, 0))
  await page.screenshot({ path: `${PICTURES}${name}.png` })
  console.log(`docs/pictures/${name}.png`)
  await context.close()
}

async function play(page) {
  await page.locator('#state', { hasText: 'Joined' }).waitFor()
  people.introduce()
  people.say(0, 'Here you are!')
  await page.locator('#words').fill('Hello from the browser')
  await page.keyboard.press('Enter')
  people.say(4, 'Follow me to the harbour?')
  await page.locator('summary', { hasText: 'Handshake' }).click()
  await page.locator('#map').hover()
  await page.locator('#nearer').click()
  await page.locator('#map').focus()
  await page.keyboard.down('KeyD')
  await pause(1200)
  await page.keyboard.up('KeyD')
  await page.keyboard.down('KeyW')
  await pause(900)
  await page.keyboard.up('KeyW')
  await pause(4000)
  people.introduce()
  await pause(500)
}

const wide = { viewport: { width: 1280, height: 800 } }
const phone = { viewport: { width: 390, height: 780 }, hasTouch: true }
const shown = page => page.locator('#rooms table').waitFor()
await take('front', '/', wide, shown)
await take('front-phone-dark', '/', { ...phone, colorScheme: 'dark' }, shown)
await take('play', '/play/meadow', wide, play)
await take('play-dark', '/play/meadow', { ...wide, colorScheme: 'dark' }, play)
await take('play-phone', '/play/meadow', phone, play)
await people.stop()
await others.stop()
await browser.close()
await server.stop()
process.exit(0)
