// Verifies signatures of the Java library with the reference. The Java tests write the samples:
//
//   (cd .. && mvn verify) && npm ci && node signatures.mjs
//
// The last line counts the samples that held; the exit code is 0 only if all did.
import { readFileSync } from 'node:fs'
import { Authenticator } from '@dcl/crypto'
import { conclude, expect, scene } from './lib/transcript.mjs'

const file = new URL('../auth-chain/target/signed-samples.json', import.meta.url)
const samples = JSON.parse(readFileSync(file, 'utf8'))

const verify = (text, chain) => Authenticator.validateSignature(text, chain, null)

await scene('@dcl/crypto accepts what the Java library signs', async () => {
  for (const { owner, text, chain } of samples) {
    const { ok, message } = await verify(text, chain)
    const what = `${chain.length} links of ${owner.slice(0, 8)}… for ${JSON.stringify(text).slice(0, 40)}`
    expect(message ? `${what} (${message})` : what, ok, true)
    if (Authenticator.ownerAddress(chain).toLowerCase() !== owner) {
      expect('the owner', Authenticator.ownerAddress(chain), owner)
    }
  }
})

await scene('and rejects it for any other text or owner', async () => {
  const [first, second] = samples
  expect('another text', (await verify('dcl-other', first.chain)).ok, false)
  const spliced = [...first.chain.slice(0, -1), second.chain.at(-1)]
  expect("another one's last link", (await verify(second.text, spliced)).ok, false)
})

process.exit(conclude())
