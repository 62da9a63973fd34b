package io.httpwrapper.autoconfigure.jetty;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.httpwrapper.autoconfigure.connector.Engine;
import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import io.httpwrapper.autoconfigure.PooledBackendContract;
import io.httpwrapper.fixture.RawServer;
import io.httpwrapper.policy.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JettyContractTests extends PooledBackendContract {

	@Override
	protected Engine engine() {
		return new JettyEngine();
	}

	@Test
	void requestThatFindsTheQueueFullIsNotSent() throws InterruptedException {
		CountDownLatch arrived = new CountDownLatch(1);
		RawServer server = server((request) -> {
			arrived.countDown();
			return List.of();
		});
		WebClient client = client(Map.of("pool.max-connections", "1", "pool.max-pending", "1"));
		leave(client, server);
		assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
		leave(client, server);

		Throwable error = errorOf(client, server.url("localhost"));

		assertThat(error).hasStackTraceContaining("Max requests queued");
		assertThat(verdict(error)).isEqualTo(Verdict.NOT_SENT);
	}

	@ParameterizedTest
	@CsvSource({ "pool.max-pending,0,set it to 1", "pool.acquire-timeout,7s,timeout.attempt",
			"pool.lifo,false,first connection", "pool.metrics,true,no meters",
			"connection.dns.max-ttl,7s,networkaddress.cache.ttl",
			"connection.dns.negative-ttl,7s,networkaddress.cache.ttl",
			"connection.dns.query-timeout,7s,networkaddress.cache.ttl" })
	void whatItCannotDoFailsTheStart(String property, String value, String instead) {
		assertThatExceptionOfType(InvalidClientConfigurationException.class)
			.isThrownBy(() -> client(Map.of(property, value)))
			.withMessage("Client 'orders' has %s = %s, which its backend jetty cannot do.", property, value)
			.satisfies((ex) -> assertThat(ex.action()).contains(instead, "docs/features/backends.md"));
	}

}
