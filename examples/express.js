import { cors } from '@crossorigin/express'
import express from 'express'

const config = {
  origin: ['https://app.example.com', 'http://localhost:*'],
  methods: ['PUT', 'DELETE'],
  exposedHeaders: ['ETag'],
  credentials: true,
}

/** @type {Map<string, unknown>} */
const notes = new Map([['1', 'water the plants']])

const app = express()
// Before everything else: preflights carry no cookies or tokens, so authentication would reject them.
app.use(cors(config))
app.use(express.json())

app.get('/notes/:id', (req, res) => {
  if (notes.has(req.params.id)) res.json({ note: notes.get(req.params.id) })
  else res.sendStatus(404)
})

app.put('/notes/:id', (req, res) => {
  notes.set(req.params.id, req.body.note)
  res.sendStatus(204)
})

app.delete('/notes/:id', (req, res) => {
  notes.delete(req.params.id)
  res.sendStatus(204)
})

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  console.log(`listening on http://localhost:${port}`)
})
