// The reference judges what the Java library signs. The samples are written by the Java tests:
//
//   (cd .. && mvn verify) && npm ci && node signatures.mjs
//
// The last line says how many held; the exit code is 0 only if all did.
import { readFileSync } from 'node:fs'
import { Authenticator } from '@dcl/crypto'
import { conclude, expect, scene } from './lib/transcript.mjs'

const file = new URL('../auth-chain/target/signed-samples.json', import.meta.url)
const samples = JSON.parse(readFileSync(file, 'utf8'))

const judge = (text, chain) => Authenticator.validateSignature(text, chain, null)

await scene('@dcl/crypto accepts what the Java library signs', async () => {
  for (const { owner, text, chain } of samples) {
    const { ok, message } = await judge(text, chain)
    const what = `${chain.length} links of ${owner.slice(0, 8)}… for ${JSON.stringify(text).slice(0, 40)}`
    expect(message ? `${what} (${message})` : what, ok, true)
    if (Authenticator.ownerAddress(chain).toLowerCase() !== owner) {
      expect('the owner', Authenticator.ownerAddress(chain), owner)
    }
  }
})

await scene('and accepts it for nothing else', async () => {
  const [first, second] = samples
  expect('another text', (await judge('dcl-other', first.chain)).ok, false)
  const spliced = [...first.chain.slice(0, -1), second.chain.at(-1)]
  expect("another one's last link", (await judge(second.text, spliced)).ok, false)
})

process.exit(conclude())
