package io.httpwrapper.autoconfigure.httpcomponents;

import java.util.Map;

import io.httpwrapper.autoconfigure.Engine;
import io.httpwrapper.autoconfigure.InvalidClientConfigurationException;
import io.httpwrapper.autoconfigure.PooledBackendContract;
import io.httpwrapper.autoconfigure.RawServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HttpComponentsContractTests extends PooledBackendContract {

	@Override
	protected Engine engine() {
		return new HttpComponentsEngine();
	}

	/** It looks at them only when one is wanted. */
	@Override
	protected void unusedForTooLong(RawServer server) {
		silencePasses();
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
