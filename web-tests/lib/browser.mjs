// A real browser: Debian's Chromium, or the one set by CHROMIUM, with a new, empty profile.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync'
]

// The path of the executable, or undefined.
export function findChromium() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const candidates = [
    process.env.CHROMIUM,
    ...NAMES.flatMap(name => folders.map(folder => join(folder, name)))
  ]
  return candidates.find(path => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

export function launchBrowser(executablePath) {
  return chromium.launch({ executablePath, headless: true, args: FLAGS })
}

// Launches with a profile folder, which identifies the processes of this browser.
export function launchWithProfile(executablePath, folder) {
  return chromium.launchPersistentContext(folder, {
    executablePath,
    headless: true,
    args: FLAGS,
    viewport: { width: 1280, height: 800 }
  })
}

// Opens a page that records complaints of the browser: policy violations, script errors, failed
// responses. Tests expect none.
export async function openPage(context, url) {
  const page = await context.newPage()
  page.complaints = []
  page.on('pageerror', error => page.complaints.push(`error: ${error.message}`))
  page.on('console', message => {
    if (message.type() === 'error' || /Content Security Policy|TrustedHTML/.test(message.text())) {
      page.complaints.push(message.text())
    }
  })
  page.on('dialog', dialog => {
    page.complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.exposeFunction('noteViolation', text => page.complaints.push(text))
  await page.addInitScript(() =>
    document.addEventListener('securitypolicyviolation', event =>
      globalThis.noteViolation(`policy: ${event.violatedDirective} ${event.blockedURI}`)
    )
  )
  await page.goto(url)
  return page
}
