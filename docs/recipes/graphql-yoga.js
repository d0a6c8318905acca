import { cors } from '@crossorigin/fetch'
import { createSchema, createYoga } from 'graphql-yoga'

const withCors = cors({ origin: 'https://app.example.com', credentials: true, allowedHeaders: ['Content-Type'] })

const yoga = createYoga({
  schema: createSchema({ typeDefs: 'type Query { hello: String }', resolvers: { Query: { hello: () => 'world' } } }),
  graphqlEndpoint: '/',
  // The policy would replace what Yoga sets; this way, there is nothing to replace, and no warning.
  cors: false,
})

export default { fetch: withCors((request) => yoga.fetch(request)) }
