package io.httpwrapper.test

import io.httpwrapper.test.ClientAssertions.assertThatClient
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatExceptionOfType
import org.junit.jupiter.api.Test
import org.springframework.beans.factory.annotation.Autowired
import org.springframework.boot.autoconfigure.EnableAutoConfiguration
import org.springframework.boot.test.context.SpringBootTest
import org.springframework.context.annotation.Configuration
import org.springframework.web.bind.annotation.PathVariable
import org.springframework.web.reactive.function.client.WebClientResponseException
import org.springframework.web.service.annotation.GetExchange
import org.springframework.web.service.registry.HttpServiceGroup
import org.springframework.web.service.registry.ImportHttpServices

/**
 * Suspending functions of an interface go through the client of its group.
 */
@SpringBootTest(properties = ["httpwrapper.clients.orders.base-url=http://orders.internal"])
@AutoConfigureHttpWrapperTest
class KotlinInterfaceTests(@param:Autowired private val orders: Orders, @param:Autowired private val upstreams: Upstreams) {

	@Test
	fun suspendingFunctionIsACallWithItsRetries() {
		upstreams.of("orders").answers(503).answers(Answer.json("\"apple\""))

		val name = runBlocking { orders.name(17) }

		assertThat(name).isEqualTo("\"apple\"")
		assertThat(upstreams.of("orders").requests()).extracting<String> { it.uri().path }
			.containsExactly("/orders/17", "/orders/17")
		assertThatClient("orders").attempted(2).retriedBecause(503)
	}

	@Test
	fun flowIsACallWithItsRetries() {
		upstreams.of("orders").answers(503).answers(Answer.json("[\"apple\",\"pear\"]"))

		val names = runBlocking { orders.names().toList() }

		assertThat(names.joinToString("")).contains("apple", "pear")
		assertThatClient("orders").attempted(2)
	}

	@Test
	fun statusIsTheExceptionOfWebClient() {
		upstreams.of("orders").answers(404)

		assertThatExceptionOfType(WebClientResponseException.NotFound::class.java)
			.isThrownBy { runBlocking { orders.name(17) } }
	}

	interface Orders {

		@GetExchange("/orders/{id}")
		suspend fun name(@PathVariable id: Long): String

		@GetExchange("/orders")
		fun names(): Flow<String>

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@ImportHttpServices(group = "orders", types = [Orders::class], clientType = HttpServiceGroup.ClientType.WEB_CLIENT)
	open class Application

}
