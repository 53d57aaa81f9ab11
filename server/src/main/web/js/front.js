// The page /: what this server is, who is on it, and how to join.
import { repeat } from '../lib/lit-html/directives/repeat.js'
import { html, nothing, render } from '../lib/lit-html/lit-html.js'
import { startPolling } from './shared/poll.js'
import { playUrl, readFacts, ROOT, roomUri } from './shared/server.js'
import { clean, count, counted } from './shared/text.js'

/**
 * What /status says, as far as this page reads it. Servers may leave any of it out.
 *
 * @typedef {object} Status
 * @property {string} [version]
 * @property {string} [commitHash]
 * @property {string} [node]
 * @property {number} [users]
 * @property {number} [rooms]
 * @property {{roomName: string, count: number}[]} [details]
 */

const POLL_MS = 3_000
const MAX_LISTED = 100
const FILTER_FROM = 10
const COPIED_MS = 3_000
const DEFAULT_ROOM = 'my-room'

const facts = readFacts()
/** @type {Status | undefined} */
let status
let filter = ''

/** @param {string} id */
function element(id) {
  const found = document.getElementById(id)
  if (!found) {
    throw new Error(`front.html has no ${id}`)
  }
  return found
}

const roomInput = /** @type {HTMLInputElement} */ (element('room'))

function roomId() {
  return roomInput.value.trim() || DEFAULT_ROOM
}

function show() {
  if (!status) {
    return
  }
  render(buildTemplate(status), element('build'))
  render(figuresTemplate(status), element('figures'))
  const rooms = namedRooms(status)
  element('rooms-section').hidden = !rooms
  if (rooms) {
    element('filter-row').hidden = rooms.length < FILTER_FROM && filter === ''
    render(roomsTemplate(rooms), element('rooms'))
  }
}

/**
 * The rooms by name, unless the server keeps the names to itself.
 *
 * @param {Status} status
 */
function namedRooms({ rooms, details }) {
  return details?.length === 0 && rooms ? undefined : details
}

/** @param {Status} status */
function buildTemplate({ version, commitHash, node }) {
  /** @type {[string, string | undefined][]} */
  const details = [
    ['version', known(version) ?? facts.version],
    ['commit', known(commitHash) ?? facts.commit],
    ['node', node]
  ]
  return html`${details
    .filter(([, value]) => known(value))
    .map(([name, value]) => html`<span>${name} <b>${clean(value, 100)}</b></span>`)}`
}

/**
 * What nobody has set is told as unknown.
 *
 * @param {string | undefined} value
 */
function known(value) {
  return value === 'unknown' ? undefined : value
}

/** @param {Status} status */
function figuresTemplate({ users, rooms }) {
  /** @type {[string, number | undefined][]} */
  const figures = [
    ['Players', users],
    ['Rooms', rooms]
  ]
  return html`${figures.map(([name, figure]) =>
    figure === undefined ? nothing : html`<div><dt>${name}</dt><dd>${count(figure)}</dd></div>`
  )}`
}

/** @param {{roomName: string, count: number}[]} rooms */
function roomsTemplate(rooms) {
  const wanted = filter.toLowerCase()
  const found = rooms
    .filter(room => room.roomName.toLowerCase().includes(wanted))
    .sort((a, b) => b.count - a.count || (a.roomName < b.roomName ? -1 : 1))
  if (found.length === 0) {
    return html`<p class="muted">${filter ? 'No room matches.' : 'Nobody is here yet.'}</p>`
  }
  const listed = found.slice(0, MAX_LISTED)
  return html`<table>
      <thead><tr><th scope="col">Room</th><th scope="col" class="number">Players</th></tr></thead>
      <tbody>${repeat(
        listed,
        room => room.roomName,
        room => html`<tr>
          <td><a href=${playUrl(room.roomName)}><bdi>${clean(room.roomName, 100)}</bdi></a></td>
          <td class="number">${count(room.count)}</td>
        </tr>`
      )}</tbody>
    </table>
    ${found.length > listed.length
      ? html`<p class="muted">and ${counted(found.length - listed.length, 'more room')}</p>`
      : nothing}`
}

function showUri() {
  element('uri').textContent = roomUri(roomId(), facts)
}

function clientsTemplate() {
  const terminal = roomUri(DEFAULT_ROOM, facts).replace(/^ws-room:/, '')
  const about = new URL('about', ROOT).href
  return html`<dl class="ways">
    ${facts.realm
      ? html`<dt>Explorers, as a realm</dt>
          <dd><code>${ROOT.href.replace(/\/$/, '')}</code> (described by <a href=${about}>/about</a>)</dd>`
      : nothing}
    <dt>Another realm's <code>/about</code></dt>
    <dd><code>"comms": {"healthy": true, "protocol": "v3", "fixedAdapter": "${roomUri(DEFAULT_ROOM, facts)}"}</code></dd>
    <dt>A terminal, from the server's source folder</dt>
    <dd><code>./ws-room join ${facts.tokens === 'required' && facts.realm ? ROOT.href : terminal}</code></dd>
  </dl>
  ${facts.tokens === 'required'
    ? html`<p>Rooms here take an access token: clients get one by a signed login
        (<code>POST /get-comms-adapter/&lt;room&gt;</code>), and so does the page for this browser.</p>`
    : nothing}`
}

function linksTemplate() {
  const links = [
    ['Status', 'status'],
    ...(facts.healthIsPublic ? [['Health', 'health/ready']] : []),
    ...(facts.metricsAreOpen ? [['Metrics', facts.metricsPath.slice(1)]] : []),
    ...(facts.realm ? [['Realm', 'about']] : [])
  ]
  return html`${links.map(([name, path]) => html`<li><a href=${new URL(path, ROOT).href}>${name}</a></li>`)}`
}

async function copyUri() {
  const uri = element('uri')
  try {
    await navigator.clipboard.writeText(uri.textContent ?? '')
    element('copied').textContent = 'Copied.'
  } catch {
    // Without https a page may not copy: the text is selected, to be copied by hand.
    getSelection()?.selectAllChildren(uri)
    element('copied').textContent = 'Selected: copy it with the keyboard.'
  }
  setTimeout(() => (element('copied').textContent = ''), COPIED_MS)
}

element('join').addEventListener('submit', event => {
  event.preventDefault()
  location.href = playUrl(roomId())
})
roomInput.value = facts.realmRoom ?? DEFAULT_ROOM
roomInput.addEventListener('input', showUri)
element('copy').addEventListener('click', copyUri)
element('filter').addEventListener('input', event => {
  filter = /** @type {HTMLInputElement} */ (event.target).value.trim()
  show()
})
if (facts.realm) {
  element('realm').textContent = clean(facts.realm, 100)
  document.title = `${clean(facts.realm, 60)} · ws-room`
}
showUri()
render(clientsTemplate(), element('clients'))
render(linksTemplate(), element('links'))
startPolling({
  everyMs: POLL_MS,
  async ask(signal) {
    const response = await fetch(new URL('status', ROOT), { signal })
    if (!response.ok) {
      throw new Error(`status ${response.status}`)
    }
    return /** @type {Promise<Status>} */ (response.json())
  },
  onResult(result) {
    status = result
    element('state').textContent = ''
    show()
  },
  onFailure() {
    element('state').textContent = 'The server does not answer. Trying again.'
  }
})
