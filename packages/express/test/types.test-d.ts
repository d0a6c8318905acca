import { cors, createPolicy } from '@crossorigin/express'
import express, { type Request, type Response } from 'express'

/** Compiled, never run. */
declare const names: string[]
const policy = createPolicy({ origin: names })
const app = express()

app.use(cors({ origin: 'https://a.example', methods: ['PUT'], credentials: true }))
app.use('/api', cors(policy))
app.use(cors(() => policy))
app.use(cors((req: Request) => (req.hostname === 'a.example' ? policy : undefined), { vary: ['Host'] }))
app.use(cors(async (req) => (req.headers.host === 'a.example' ? policy : undefined)))
app.use(
  cors(policy, {
    onError: (error: Error, req: Request, res: Response) => void res.status(503).json([req.path, error.message]),
  }),
)
app.get('/x', cors(policy), (req, res) => void res.json(req.params))

// @ts-expect-error: there is no such option.
app.use(cors({ origin: '*', credential: true }))
// @ts-expect-error: a selector returns a policy, not a configuration.
app.use(cors(() => ({ origin: '*' })))
// @ts-expect-error: there is no such option in addition to the policy.
app.use(cors(policy, { varies: ['Host'] }))
