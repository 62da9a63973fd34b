package io.httpwrapper.autoconfigure.httpcomponents;

import java.io.Closeable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.httpwrapper.autoconfigure.ConnectorFixture;
import io.httpwrapper.autoconfigure.connector.Engine;
import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import io.httpwrapper.autoconfigure.PooledBackendContract;
import io.httpwrapper.fixture.RawServer;
import io.httpwrapper.policy.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HttpComponentsContractTests extends PooledBackendContract {

	@Override
	protected Engine engine() {
		return new HttpComponentsEngine();
	}

	/** By a time that an application has set itself: that of the settings is refused. */
	@Test
	void requestThatHasWaitedTooLongForAConnectionIsNotSent() throws InterruptedException {
		CountDownLatch arrived = new CountDownLatch(1);
		CompletableFuture<String> reply = new CompletableFuture<>();
		RawServer server = server((request) -> {
			arrived.countDown();
			return List.of(reply.join());
		});
		HttpComponentsEngine engine = new HttpComponentsEngine();
		ClientHttpConnector connector = ConnectorFixture.connector(
				engine.builder()
					.withDefaultRequestConfigCustomizer(
							(config) -> config.setConnectionRequestTimeout(1, TimeUnit.MILLISECONDS)),
				engine, "orders",
				ConnectorFixture.settings(Map.of("pool.max-connections", "1", "connection.follow-redirects", "false")));
		opened((AutoCloseable) ((Closeable) connector)::close);
		WebClient client = WebClient.builder().clientConnector(connector).build();
		leave(client, server);
		assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<Throwable> second = new CompletableFuture<>();
		client.get()
			.uri(server.url("localhost"))
			.retrieve()
			.toBodilessEntity()
			.subscribe((response) -> second.complete(new AssertionError("answered")), second::complete);

		silencePasses();
		reply.complete(ok("x"));

		assertThat(verdict(second.orTimeout(10, TimeUnit.SECONDS).join())).isEqualTo(Verdict.NOT_SENT);
		assertThat(server.requests()).hasSize(1);
	}

	/** It looks at them only when one is wanted. */
	@Override
	protected void unusedForTooLong(RawServer server) {
		silencePasses();
	}

	/** It finds it out when the next request has the connection already. */
	@Override
	protected List<String> afterSurplus() {
		return List.of("good", "failed");
	}

	@ParameterizedTest
	@CsvSource({ "pool.max-pending,7,bulkhead.max-concurrent", "pool.metrics,true,no meters",
			"pool.acquire-timeout,7s,timeout.attempt", "connection.dns.max-ttl,7s,networkaddress.cache.ttl",
			"connection.dns.negative-ttl,7s,networkaddress.cache.ttl",
			"connection.dns.query-timeout,7s,networkaddress.cache.ttl" })
	void whatItCannotDoFailsTheStart(String property, String value, String instead) {
		assertThatExceptionOfType(InvalidClientConfigurationException.class)
			.isThrownBy(() -> client(Map.of(property, value)))
			.withMessage("Client 'orders' has %s = %s, which its backend http-components cannot do.", property, value)
			.satisfies((ex) -> assertThat(ex.action()).contains(instead, "docs/features/backends.md"));
	}

}
