// Loads modules of the pages into Node, from a copy with the libraries at the paths that the server
// serves.
import { rmSync } from 'node:fs'
import { cp, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const SOURCES = fileURLToPath(new URL('../../server/src/main/web/', import.meta.url))
const PACKAGES = fileURLToPath(new URL('../node_modules/', import.meta.url))

const folder = await mkdtemp(join(tmpdir(), 'ws-room-pages-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
// At the same depth as on the server.
const root = join(folder, 'web', 'build')
await cp(join(SOURCES, 'js'), join(root, 'js'), { recursive: true })
await cp(join(PACKAGES, 'pbf', 'index.js'), join(root, 'lib', 'pbf', 'index.js'))
await writeFile(join(folder, 'package.json'), '{"type":"module"}')

export function loadPage(name) {
  return import(pathToFileURL(join(root, 'js', name)).href)
}
