// Runs the commands that the documents show:
//
//   node documents.mjs [FILE...]
//
// A comment before a block says what is done with it:
//
//   <!-- run -->       it is run, and must end with 0
//   <!-- run: serve -->  it starts a server, which is stopped at the next such block
//   <!-- run: try -->  it is a program for people: it must print something and live on, or end with 0
//   <!-- output -->    each line of the block is in what the last command printed; "…" is any text,
//                      and figures may differ
//
// Blocks of a document run one after the other in a folder of their own, with ./ws-room in it. Root
// gives them a network of their own, where port 5000 is free.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync, chmodSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { conclude, expect, heading, line, scene } from './lib/transcript.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const RUN_TIMEOUT_MS = 60_000
const TRY_MS = 30_000
const AFTER_FIRST_LINE_MS = 1500
const START_TIMEOUT_MS = 60_000
const BLOCK = /<!-- (run|output)(?:: (serve|try))? -->\n```\w*\n([\s\S]*?)```/g
const SHOWN_MAX = 600

// A network of its own for this process and all that it starts.
const mayHaveNetwork = () => spawnSync('unshare', ['--net', 'ip', 'link', 'set', 'lo', 'up']).status === 0
if (process.getuid?.() === 0 && !process.env.OWN_NETWORK && mayHaveNetwork()) {
  const inside = spawnSync(
    'unshare',
    ['--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', process.execPath, ...process.argv.slice(1)],
    { stdio: 'inherit', env: { ...process.env, OWN_NETWORK: '1' } }
  )
  process.exit(inside.status ?? 1)
}

function documents() {
  const named = process.argv.slice(2)
  if (named.length > 0) {
    return named
  }
  const inDocs = readdirSync(join(ROOT, 'docs')).filter(name => name.endsWith('.md')).map(name => join(ROOT, 'docs', name))
  return [join(ROOT, 'README.md'), ...inDocs]
}

class Command {
  #output = ''

  constructor(text, folder) {
    // A group of its own, so that all of it can be ended.
    this.process = spawn('bash', ['-euo', 'pipefail', '-c', text], {
      cwd: folder,
      detached: true,
      env: { ...process.env, ETH_RPC_URL: 'off' },
      stdio: ['pipe', 'pipe', 'pipe']
    })
    this.process.stdin.on('error', () => {})
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream.setEncoding('utf8').on('data', chunk => (this.#output += chunk))
    }
    this.ended = once(this.process, 'exit').then(([code, signal]) => (this.exit = signal ?? code))
  }

  get output() {
    return this.#output
  }

  async until(milliseconds) {
    await Promise.race([this.ended, pause(milliseconds, undefined, { ref: false })])
    return this.exit
  }

  // Until it has printed something, and a moment longer.
  async untilItSpeaks() {
    const start = Date.now()
    while (this.#output === '' && this.exit === undefined && Date.now() - start < TRY_MS) {
      await this.until(50)
    }
    return this.#output === '' ? (this.exit ?? 'silent') : this.until(AFTER_FIRST_LINE_MS)
  }

  async end() {
    if (this.exit === undefined) {
      process.kill(-this.process.pid, 'SIGTERM')
      if ((await this.until(15_000)) === undefined) {
        process.kill(-this.process.pid, 'SIGKILL')
        await this.ended
      }
    }
  }
}

async function serves() {
  for (const scheme of ['http', 'https']) {
    const options = ['-skf', '-o', '/dev/null', '--max-time', '2', `${scheme}://localhost:5000/health/ready`]
    if ((await new Command(`curl ${options.join(' ')}`, tmpdir()).until(5000)) === 0) {
      return true
    }
  }
  return false
}

async function serve(text, folder) {
  const server = new Command(text, folder)
  const start = Date.now()
  while (!(await serves())) {
    if (server.exit !== undefined || Date.now() - start > START_TIMEOUT_MS) {
      await server.end()
      throw new Error(`it does not serve:\n${server.output}`)
    }
    await pause(100)
  }
  return server
}

// A pattern for a line of a document.
function pattern(shown) {
  const parts = shown.trim().split('…').map(part =>
    part
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replace(/0x[0-9a-f]+/gi, '0x[0-9a-f]+')
      .replace(/\d+/g, '\\d+')
  )
  return new RegExp(parts.join('.*'))
}

async function runDocument(file) {
  const blocks = [...readFileSync(file, 'utf8').matchAll(BLOCK)]
  if (blocks.length === 0) {
    return 0
  }
  const folder = mkdtempSync(join(tmpdir(), 'ws-room-document-'))
  const launcher = join(folder, 'ws-room')
  writeFileSync(launcher, `#!/bin/sh\nexec '${join(ROOT, 'ws-room')}' "$@"\n`)
  chmodSync(launcher, 0o755)
  let server
  let last
  try {
    for (const [, kind, mode, text] of blocks) {
      const title = `${relative(ROOT, file)}: ${text.trim().split('\n')[0]}`
      await scene(title, async () => {
        if (kind === 'output') {
          for (const shown of text.trim().split('\n')) {
            expect(`prints ${shown.trim()}`, pattern(shown).test(last.output) ? 'printed' : last.output, 'printed')
          }
          return
        }
        if (mode === 'serve') {
          await server?.end()
          server = undefined
          server = last = await serve(text, folder)
          line('serves')
          expect('it serves', true, true)
          return
        }
        last = new Command(text, folder)
        const exit = await (mode === 'try' ? last.untilItSpeaks() : last.until(RUN_TIMEOUT_MS))
        const printed = last.output.slice(0, SHOWN_MAX).trimEnd()
        printed.split('\n').forEach(shown => line(shown))
        await last.end()
        expect(mode === 'try' ? 'lives, or ends with 0' : 'ends with 0', exit ?? (mode === 'try' ? 0 : 'too late'), 0)
      })
    }
  } finally {
    await server?.end()
    rmSync(folder, { recursive: true, force: true })
  }
  return blocks.length
}

heading('The commands of the documents')
let blocks = 0
for (const file of documents()) {
  blocks += await runDocument(file)
}
line(`${blocks} blocks`)
process.exit(conclude())
