import { ApolloServer } from '@apollo/server'
import { expressMiddleware } from '@as-integrations/express5'
import { cors } from '@crossorigin/express'
import { cors as corsOfFastify } from '@crossorigin/fastify'
import { cors as corsOfNode } from '@crossorigin/node'
import express from 'express'
import Fastify from 'fastify'
import { GraphQLError } from 'graphql'
import { createSchema, createYoga } from 'graphql-yoga'
import { config } from './policy.js'

const definition = {
  typeDefs: 'type Query { found: String, failing: String }',
  resolvers: {
    Query: {
      found: () => 'found',
      failing() {
        throw new GraphQLError('on purpose', { extensions: { http: { status: 500 } } })
      },
    },
  },
}

/** The defaults reflect every origin, with credentials. */
const yoga = createYoga({ schema: createSchema(definition), logging: false })

function createYogaOnExpress() {
  const app = express()
  app.use(cors(config))
  app.use(yoga.graphqlEndpoint, yoga)
  return app
}

async function createYogaInFastify() {
  const app = Fastify()
  await app.register(corsOfFastify, config)
  app.addContentTypeParser('multipart/form-data', {}, (_request, _payload, done) => done(null))
  app.route({
    url: yoga.graphqlEndpoint,
    method: ['GET', 'POST', 'OPTIONS'],
    handler: (request, reply) => yoga.handleNodeRequestAndResponse(request, reply),
  })
  await app.ready()
  return app.server
}

async function createApollo() {
  const server = new ApolloServer(definition)
  await server.start()
  const app = express()
  app.use(cors(config))
  app.use('/graphql', express.json(), expressMiddleware(server))
  return app
}

export const applications = {
  'graphql-yoga on Express': createYogaOnExpress,
  'graphql-yoga on node:http': () => corsOfNode(config)(yoga),
  'graphql-yoga in Fastify': createYogaInFastify,
  'Apollo Server': createApollo,
}
