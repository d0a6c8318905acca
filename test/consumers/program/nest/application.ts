import corsForExpress, { type CorsConfig } from '@crossorigin/express'
import corsForFastify from '@crossorigin/fastify'
import { Controller, Get, Inject, Injectable, Module, Put } from '@nestjs/common'
import type { NestExpressApplication } from '@nestjs/platform-express'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import { Test } from '@nestjs/testing'

const ALLOWED = 'https://app.example.com'
const config: CorsConfig = { origin: ['https://*.example.com'], methods: ['PUT'], credentials: true }

@Injectable()
class Greeting {
  readonly text = 'hello'
}

@Controller()
class Pages {
  @Inject(Greeting) readonly greeting!: Greeting

  @Get()
  read(): string {
    return this.greeting.text
  }

  @Put()
  write(): string {
    return this.greeting.text
  }
}

@Module({ controllers: [Pages], providers: [Greeting] })
class AppModule {}

async function play(url: string): Promise<string[]> {
  const ask = async (method: string, origin: string): Promise<string> => {
    const headers = {
      Origin: origin,
      Connection: 'close',
      ...(method === 'OPTIONS' && { 'Access-Control-Request-Method': 'PUT' }),
    }
    const response = await fetch(url, { method, headers })
    await response.text()
    return `${method} ${response.status} ${response.headers.get('Access-Control-Allow-Origin')}`
  }
  return [await ask('OPTIONS', ALLOWED), await ask('OPTIONS', 'https://evil.test'), await ask('PUT', ALLOWED)]
}

export const EXPECTED: readonly string[] = [`OPTIONS 204 ${ALLOWED}`, 'OPTIONS 403 null', `PUT 200 ${ALLOWED}`]

export async function playExpress(): Promise<string[]> {
  const testing = await Test.createTestingModule({ imports: [AppModule] }).compile()
  const app = testing.createNestApplication<NestExpressApplication>()
  app.use(corsForExpress(config))
  await app.listen(0, '127.0.0.1')
  const responses = await play(await app.getUrl())
  await app.close()
  return responses
}

export async function playFastify(): Promise<string[]> {
  const testing = await Test.createTestingModule({ imports: [AppModule] }).compile()
  const app = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter())
  await app.register(corsForFastify, config)
  await app.listen(0, '127.0.0.1')
  const responses = await play(await app.getUrl())
  await app.close()
  return responses
}
