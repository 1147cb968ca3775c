// The peer of bench `sync`: put visits into a local PouchDB and replicate them to a server, as a village kiosk would.
// Run inside the folder where package.json was installed:  node replicate.js FOLDER SERVER BATCH
// Each line of stdin is a number of new visits; each is answered by one JSON object a line. Times are wall seconds.
'use strict'

const { performance } = require('node:perf_hooks')
const { createRequire } = require('node:module')
const readline = require('node:readline')
const PouchDB = createRequire(process.cwd() + '/')('pouchdb')

const [folder, server, batch] = [process.argv[2], process.argv[3], Number(process.argv[4])]
const DEVICE = '6f1d3c9a7be20458'
const FIRST_SECOND = 1_770_000_000

// The same facts that a `VisitRecorded` entry carries, and the same shape of traffic: 1,000 readers, a visit every 11 seconds.
function visit (number) {
  return {
    _id: `${DEVICE}-1-${String(number).padStart(8, '0')}`, // (device, epoch, seq): the smallest name that is unique in a province
    kind: 'visit',
    version: 1,
    wall: FIRST_SECOND + 11 * number,
    mono: 4_000 + 11 * number,
    boot: 1,
    method: number % 8 === 0 ? 3 : 1,
    purpose: number % 6,
    age_band: number % 5,
    sex: number % 3,
    head_count: 1,
    group: 0,
    reader: number % 8 === 0 ? null : `1-${(number * 7919) % 1000}`
  }
}

async function fill (local, start, records) {
  for (let first = 0; first < records; first += 5_000) {
    const docs = Array.from({ length: Math.min(5_000, records - first) }, (_, offset) => visit(start + first + offset))
    for (const answer of await local.bulkDocs(docs)) {
      if (answer.error) throw new Error(JSON.stringify(answer))
    }
  }
}

async function replicate (local, remote, records) {
  const started = performance.now()
  const result = await local.replicate.to(remote, { batch_size: batch })
  const seconds = (performance.now() - started) / 1000
  if (!result.ok || result.docs_written !== records || result.doc_write_failures !== 0) {
    throw new Error(JSON.stringify(result))
  }
  return seconds
}

async function main () {
  const local = new PouchDB(folder)
  const remote = new PouchDB(server)
  await remote.info() // the database is made before any clock starts
  let present = 0
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const records = Number(line)
    await fill(local, present, records)
    present += records
    console.log(JSON.stringify({ filled: present }))
    const seconds = await replicate(local, remote, records)
    console.log(JSON.stringify({ arrived: (await remote.info()).doc_count, seconds }))
  }
  await local.close()
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
