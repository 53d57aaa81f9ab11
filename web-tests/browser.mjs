// Tests of the pages in a real browser, with a real server:
//
//   (cd ../interop && npm ci) && npm ci && npm run browser
//
// With arguments, such as "node browser.mjs axe", only scenes run whose titles contain them. The last
// line counts the expectations that held; the exit code is 0 only if all did. Without Chromium the
// tests are skipped.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import rfc4 from '../interop/node_modules/@dcl/protocol/out-js/decentraland/kernel/comms/rfc4/comms.gen.js'
import { Client } from '../interop/lib/client.mjs'
import { LAUNCHER, Server } from '../interop/lib/server.mjs'
import { conclude, expect, heading, line, scene as playScene } from '../interop/lib/transcript.mjs'
import { findChromium, launchBrowser, openPage } from './lib/browser.mjs'
import { startProxy } from './lib/proxy.mjs'

const executable = findChromium()
if (!executable) {
  console.log('Chromium is not installed: browser tests skipped (apt-get install chromium)')
  process.exit(0)
}

const ADMIN_TOKEN = 'a-token-of-operators'
const MARKUP = '<img src=x onerror=alert(1)>'
const AXE = readFileSync(new URL('node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')
const TIMEOUT_MS = 20_000

const browser = await launchBrowser(executable)
heading(`The pages in Chromium ${browser.version()}`)
const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
context.setDefaultTimeout(TIMEOUT_MS)

const titles = process.argv.slice(2).join(' ')
const scene = async (title, plays) => title.includes(titles) && playScene(title, plays)

let server = await Server.start({ ADMIN_TOKEN, DRAIN_SECONDS: '1' })
const root = `http://127.0.0.1:${server.port}`
line(`./ws-room serves ${root}`)

const play = (room, where = context) => openPage(where, `${root}/play/${encodeURIComponent(room)}`)
const text = (page, selector) => page.locator(selector).innerText()
const joined = page => page.locator('#state', { hasText: 'Joined' }).waitFor()
const says = (page, selector, wanted) =>
  page.locator(selector, { hasText: wanted }).first().waitFor()

// The position of a peer as shown, such as "3 m north".
const whereOf = page => page.locator('#people .where').first()

async function act(path, body) {
  const answer = await fetch(`${root}/admin/${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${ADMIN_TOKEN}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body)
  })
  line(`an operator: ${path}: ${answer.status}`)
  return answer.status
}

function expectNoComplaint(page) {
  expect('the browser has no complaints', page.complaints, [])
}

async function hasNoMarkupOf(page) {
  return (await page.locator('img').count()) === 0
}

await scene('The front page shows figures, rooms and links', async () => {
  const page = await openPage(context, `${root}/`)
  await says(page, '#figures', 'Players')
  expect('nobody is here', await text(page, '#rooms'), 'Nobody is here yet.')
  expect('a URI to copy', await text(page, '#uri'), `ws-room:ws://127.0.0.1:${server.port}/rooms/my-room`)
  await page.locator('#room').fill('café 1/2')
  expect(
    'the URI follows the name',
    await text(page, '#uri'),
    `ws-room:ws://127.0.0.1:${server.port}/rooms/caf%C3%A9%201%2F2`
  )
  const links = await page.locator('footer a').evaluateAll(all => all.map(link => link.href))
  expect('links', links, ['status', 'health/ready', 'metrics'].map(path => `${root}/${path}`))
  for (const link of links) {
    expect(`${link} is there`, (await fetch(link)).status, 200)
  }
  expectNoComplaint(page)
  await page.close()
})

let ann
let ben

// Opens the two tabs that most scenes use, if they are not open yet.
async function openTabs() {
  if (!ann) {
    ann = await play('plaza')
    await joined(ann)
    ben = await play('plaza')
    await joined(ben)
  }
}

await scene('Two tabs meet', async () => {
  await openTabs()
  await says(ann, '#chat', 'joined')
  await says(ann, '#people', /Guest#[0-9a-f]{4}/)
  await says(ben, '#people', /Guest#[0-9a-f]{4}/)
  expect('the title names the room', await ann.title(), 'plaza · ws-room')
  const front = await openPage(context, `${root}/`)
  await says(front, '#rooms', 'plaza')
  expect('the front page lists the room', await text(front, '#rooms tbody'), 'plaza\t2')
  expectNoComplaint(front)
  await front.close()
})

await scene('The handshake is shown', async () => {
  await openTabs()
  await ann.locator('summary', { hasText: 'Handshake' }).click()
  const steps = await ann.locator('#steps b').allInnerTexts()
  expect('step by step', steps, [
    'Guest',
    'Upgrade',
    'Upgraded',
    'WsIdentification',
    'WsChallengeRequired',
    'WsSignedChallenge',
    'WsWelcome'
  ])
  const details = await ann.locator('#steps .detail').allInnerTexts()
  expect('with three links', details[5], 'SIGNER, ECDSA_EPHEMERAL, ECDSA_SIGNED_ENTITY')
})

await scene('Both move: one by keys, one by mouse', async () => {
  await openTabs()
  await says(ben, '#people .where', /\d+ m|here/)
  const before = await whereOf(ben).innerText()
  await ann.bringToFront()
  await ann.locator('#map').focus()
  await ann.keyboard.down('ArrowUp')
  await ann.keyboard.down('KeyD')
  await pause(1500)
  await ann.keyboard.up('ArrowUp')
  await ann.keyboard.up('KeyD')
  await ben.bringToFront()
  await ben.waitForFunction(
    said => document.querySelector('#people .where')?.textContent !== said,
    before
  )
  expect('ben sees ann move', (await whereOf(ben).innerText()) === before, false)
  const box = await ben.locator('#map').boundingBox()
  const seenBefore = await whereOf(ann).innerText()
  await ben.mouse.click(box.x + box.width / 2 - 120, box.y + box.height / 2)
  await pause(2500)
  await ann.bringToFront()
  await ann.waitForFunction(
    said => document.querySelector('#people .where')?.textContent !== said,
    seenBefore
  )
  expect('ann sees ben move', (await whereOf(ann).innerText()) === seenBefore, false)
})

await scene('Both chat, and markup stays text', async () => {
  await openTabs()
  await ann.locator('#words').fill(`hello ${MARKUP}`)
  await ann.keyboard.press('Enter')
  await ben.bringToFront()
  await says(ben, '#chat .said', MARKUP)
  await says(ann, '#chat .own', MARKUP)
  expect('the field is empty again', await ann.locator('#words').inputValue(), '')
  expect('no image in ben', await hasNoMarkupOf(ben), true)
  expect('no image in ann', await hasNoMarkupOf(ann), true)
})

await scene('A terminal and a tab meet', async () => {
  await openTabs()
  const terminal = spawn(LAUNCHER, ['join', server.room('plaza')], {
    stdio: ['pipe', 'pipe', 'inherit']
  })
  let output = ''
  terminal.stdout.setEncoding('utf8').on('data', chunk => (output += chunk))
  while (!output.includes('you are in plaza')) {
    await pause(50)
  }
  terminal.stdin.write('hello from a terminal\n')
  await says(ben, '#chat .said', 'hello from a terminal')
  await ben.locator('#words').fill('hello from a tab')
  await ben.locator('#say button').click()
  while (!output.includes('hello from a tab')) {
    await pause(50)
  }
  expect('each receives the other\'s chat', true, true)
  expect('ben counts two others', await ben.locator('#people li').count(), 2)
  terminal.stdin.end()
  terminal.kill()
})

await scene('Hostile names, bodies and positions', async () => {
  await openTabs()
  const eve = new Client('eve')
  await eve.joins(server.room('plaza'))
  const rfc4Packet = message => rfc4.Packet.encode({ protocolVersion: 100, message }).finish()
  eve.updates(rfc4Packet({ $case: 'profileVersion', profileVersion: { profileVersion: 3 } }))
  const profile = JSON.stringify({ name: `\u202E${MARKUP}` })
  eve.updates(
    rfc4Packet({
      $case: 'profileResponse',
      profileResponse: { serializedProfile: profile, baseUrl: '' }
    })
  )
  eve.updates(rfc4Packet({ $case: 'chat', chat: { message: `${MARKUP} ${'x'.repeat(20_000)}`, timestamp: 1 } }))
  eve.updates(rfc4Packet({ $case: 'playerEmote', playerEmote: { incrementalId: 1, urn: MARKUP } }))
  for (const value of [NaN, Infinity, 1e38]) {
    const position = { index: 1, positionX: value, positionY: 0, positionZ: 0 }
    eve.updates(
      rfc4Packet({
        $case: 'position',
        position: { ...position, rotationX: 0, rotationY: 0, rotationZ: 0, rotationW: 1 }
      })
    )
  }
  eve.updates(Buffer.from('0affffffff0f', 'hex'))
  await says(ben, '#people', '·<img')
  await says(ben, '#chat .said', MARKUP)
  expect('no image', await hasNoMarkupOf(ben), true)
  const longest = await ben.locator('#chat .words').evaluateAll(all => Math.max(...all.map(each => each.textContent.length)))
  expect('a long line is cut', longest <= 501, true)
  await eve.leaves()
  await says(ben, '#chat', 'left')
})

await scene('A room whose name is markup', async () => {
  const page = await play(MARKUP)
  expect('the title', await page.title(), `${MARKUP} · ws-room`)
  expect('the heading', await text(page, '#room'), MARKUP)
  await page.waitForFunction(() => /Ended|Joined/.test(document.querySelector('#state').textContent))
  line(`the page says: ${(await text(page, '#state')).replaceAll('\n', ' ')}`)
  expect('no image', await hasNoMarkupOf(page), true)
  await page.close()
})

await scene('The server restarts while tabs are connected', async () => {
  await openTabs()
  expect('it ends', await server.stop(), 0)
  await says(ann, '#state', 'Disconnected: the server is going away')
  await says(ann, '#spoken', 'Reconnecting by itself')
  const { port } = server
  server = await Server.start({ ADMIN_TOKEN, DRAIN_SECONDS: '1' }, port)
  await ann.bringToFront()
  await joined(ann)
  await ben.bringToFront()
  await joined(ben)
  await says(ben, '#chat', 'back in the room')
  await ann.bringToFront()
  await says(ann, '#people', /0x|Guest/)
  expect('both are back', await ann.locator('#people .where').count(), 1)
  // Browsers complain of refused connections during the restart.
  for (const page of [ann, ben]) {
    page.complaints = page.complaints.filter(each => !each.includes('ERR_CONNECTION_REFUSED'))
  }
})

await scene('An operator kicks a peer', async () => {
  await openTabs()
  await ben.bringToFront()
  await ben.locator('summary', { hasText: 'Handshake' }).click()
  const address = (await ben.locator('#steps .detail').first().innerText()).match(/0x[0-9a-f]{40}/)[0]
  expect('is done', await act(`peers/${address}/kick`, { reason: `spam ${MARKUP}` }), 200)
  await says(ben, '#state', `spam ${MARKUP}`)
  expect('no image', await hasNoMarkupOf(ben), true)
  await pause(3000)
  expect('it does not reconnect', (await text(ben, '#state')).includes('Ended'), true)
  await ben.locator('#state button').click()
  await joined(ben)
  expect('until the user joins again', true, true)
})

await scene('An operator closes the room', async () => {
  await openTabs()
  expect('is done', await act('rooms/plaza/close', { reason: 'cleaning', durationSeconds: 60 }), 200)
  await says(ben, '#state', 'cleaning')
  await ben.locator('#state button').click()
  await says(ben, '#state', 'cleaning')
  expect('and a second join is rejected', true, true)
  expect('is opened', await act('rooms/plaza/open', { reason: 'clean' }), 200)
})

if (ann) {
  expectNoComplaint(ann)
  expectNoComplaint(ben)
  await ann.close()
  await ben.close()
}

await scene('Keyboard only', async () => {
  const page = await openPage(context, `${root}/`)
  await page.locator('#room').focus()
  await page.keyboard.press('Control+A')
  await page.keyboard.type('keys')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/play/keys')
  await joined(page)
  const stops = []
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press('Tab')
    stops.push(
      await page.evaluate(() => {
        const { id, localName, textContent } = document.activeElement
        return id || (localName === 'body' ? 'the end' : textContent.trim())
      })
    )
  }
  line(`the stops: ${stops.join(', ')}`)
  for (const stop of ['front', 'map', 'nearer', 'further', 'chat', 'words', 'Say', 'People', 'Handshake']) {
    expect(`Tab leads to ${stop}`, stops.includes(stop), true)
  }
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle)
  expect('and shows where it is', outline, 'solid')
  await page.locator('#words').focus()
  await page.keyboard.type('wasd')
  await page.keyboard.press('Enter')
  await says(page, '#chat .own', 'wasd')
  expectNoComplaint(page)
  await page.close()
})

await scene('Small and large screens', async () => {
  for (const [width, height] of [[360, 640], [400, 800], [2560, 1440]]) {
    const where = await browser.newContext({ viewport: { width, height }, hasTouch: width < 1000 })
    const page = await play('sizes', where)
    await joined(page)
    const wider = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(`${width} pixels hold the room`, (await wider()) <= 0, true)
    if (width < 1000) {
      const before = await page.locator('#map').boundingBox()
      await page.touchscreen.tap(before.width / 2 + 60, before.y + before.height / 2)
    }
    await page.goto(`${root}/`)
    await says(page, '#figures', 'Players')
    expect(`${width} pixels hold the front page`, (await wider()) <= 0, true)
    expectNoComplaint(page)
    await where.close()
  }
})

await scene('Dark mode follows the user\'s preference', async () => {
  const where = await browser.newContext({ colorScheme: 'dark' })
  const page = await play('dark', where)
  await joined(page)
  const pixel = () =>
    page.locator('#map').evaluate(map => [...map.getContext('2d').getImageData(1, 1, 1, 1).data])
  expect('the map is dark', (await pixel())[0] < 60, true)
  await page.emulateMedia({ colorScheme: 'light' })
  await pause(300)
  expect('and light once preferred', (await pixel())[0] > 200, true)
  await where.close()
})

await scene('axe-core finds nothing serious', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const where = await browser.newContext({ colorScheme, bypassCSP: true })
    for (const path of ['/', '/play/axe']) {
      const page = await openPage(where, root + path)
      await (path === '/' ? says(page, '#figures', 'Players') : joined(page))
      if (path !== '/') {
        await page.locator('#words').fill('hello')
        await page.keyboard.press('Enter')
        await page.locator('summary', { hasText: 'Handshake' }).click()
        await says(page, '#steps', 'WsWelcome')
      }
      await page.evaluate(AXE)
      const { violations } = await page.evaluate(() => globalThis.axe.run())
      const found = violations.map(({ id, impact, nodes }) => `${impact}: ${id}: ${nodes[0].html}`)
      expect(`${path}, ${colorScheme}`, found, [])
      await page.close()
    }
    await where.close()
  }
})

await scene('A hidden page sends no requests', async () => {
  const page = await context.newPage()
  await page.addInitScript(() => {
    globalThis.isHidden = false
    Object.defineProperty(document, 'hidden', { get: () => globalThis.isHidden })
  })
  let asked = 0
  page.on('request', request => {
    asked += request.url().endsWith('/status') ? 1 : 0
  })
  const hide = hidden =>
    page.evaluate(value => {
      globalThis.isHidden = value
      document.dispatchEvent(new Event('visibilitychange'))
    }, hidden)
  await page.goto(`${root}/`)
  await says(page, '#figures', 'Players')
  await hide(true)
  const before = asked
  await pause(7000)
  expect('while it is hidden', asked, before)
  await hide(false)
  await pause(500)
  expect('and one at once when it is shown', asked, before + 1)
  await page.close()
})

await server.stop()

await scene('A server that requires tokens', async () => {
  server = await Server.start({ REALM_NAME: 'meadow', ACCESS_TOKENS: 'required', DRAIN_SECONDS: '0' })
  const front = await openPage(context, `http://127.0.0.1:${server.port}/`)
  expect('the front page names the realm', await text(front, 'h1'), 'ws-room meadow')
  await front.locator('#join button').click()
  await joined(front)
  const steps = await front.locator('#steps').textContent()
  expect('by a signed login', steps.includes('a token for this address and room'), true)
  expectNoComplaint(front)
  await front.close()
  await server.stop()
})

await scene('Behind a proxy, below a path', async () => {
  const proxy = await startProxy('/comms', () => server.port)
  server = await Server.start({
    ACCESS_TOKENS: 'required',
    WS_ROOM_SERVICE_URL: `ws://127.0.0.1:${proxy.port}/comms`,
    DRAIN_SECONDS: '0'
  })
  const front = await openPage(context, `http://127.0.0.1:${proxy.port}/comms/`)
  await says(front, '#figures', 'Players')
  expect(
    'the URI is that of the proxy',
    await text(front, '#uri'),
    `ws-room:ws://127.0.0.1:${proxy.port}/comms/rooms/my-room`
  )
  await front.locator('#join button').click()
  await joined(front)
  expect('the page is below the path', new URL(front.url()).pathname, '/comms/play/my-room')
  expectNoComplaint(front)
  await front.close()
  await server.stop()
  proxy.stop()
})

await scene('A full room, and a rejected origin', async () => {
  server = await Server.start({ MAX_USERS: '1', DRAIN_SECONDS: '0' })
  const url = `http://127.0.0.1:${server.port}/play/plaza`
  const first = await openPage(context, url)
  await joined(first)
  const second = await openPage(context, url)
  await says(second, '#state', 'Disconnected: the room is full')
  await first.close()
  await second.locator('#state button').click()
  await joined(second)
  expect('the next one gets the seat', true, true)
  await second.close()
  await server.stop()
  server = await Server.start({ ALLOWED_ORIGINS: 'https://play.decentraland.org', DRAIN_SECONDS: '0' })
  const shut = await openPage(context, `http://127.0.0.1:${server.port}/play/plaza`)
  await says(shut, '#state', /Ended: .*origin/)
  line(`the page says: ${(await text(shut, '#state')).replaceAll('\n', ' ')}`)
  await shut.close()
  await server.stop()
})

await browser.close()
const exitCode = conclude()
if (exitCode !== 0) {
  heading('Output of the server')
  console.log(server.log)
}
process.exit(exitCode)
