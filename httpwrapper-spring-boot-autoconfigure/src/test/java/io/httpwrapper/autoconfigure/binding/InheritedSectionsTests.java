package io.httpwrapper.autoconfigure.binding;

import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.httpwrapper.settings.ClientSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

class InheritedSectionsTests {

	/** Possible for texts only: of other types it tells that the value was read. */
	private static final String VALUE = "~";

	private final TestEnvironment environment = new TestEnvironment();

	@Test
	void sectionsThatAClientLeavesAloneAreTheDefaultClients() {
		this.environment.yaml("""
				httpwrapper:
				  defaults:
				    timeout: {attempt: 3s}
				    retry: {max-attempts: 5}
				  clients:
				    orders:
				      base-url: https://orders.internal
				      retry: {max-backoff: 7s}
				""");

		ClientSettings orders = bindAll("orders");

		ClientSettings defaults = this.environment.binder().bind("default");
		assertThat(orders).isEqualTo(this.environment.binder().bind("orders"));
		assertThat(orders.retry().maxAttempts()).isEqualTo(5);
		assertThat(orders.retry().maxBackoff()).hasSeconds(7);
		assertThat(orders.timeout()).isEqualTo(defaults.timeout());
	}

	@Test
	void sectionsThatAClientLeavesAloneAreNotBoundAgain() {
		this.environment.yaml("""
				httpwrapper:
				  defaults.timeout.attempt: 3s
				  clients.orders.retry.max-attempts: 5
				""");

		Map<String, ClientSettings> all = this.environment.binder().bindAll();

		assertThat(all.get("orders").timeout()).isSameAs(all.get("default").timeout());
		assertThat(all.get("orders").auth()).isSameAs(all.get("default").auth());
		assertThat(all.get("orders").retry()).isNotSameAs(all.get("default").retry());
	}

	@ParameterizedTest
	@MethodSource("paths")
	void eachPropertyOfAClientCounts(String path) {
		this.environment.yaml("httpwrapper.clients.my-orders.%s: '%s'".formatted(path, VALUE));

		assertThatItCounts();
	}

	@ParameterizedTest
	@MethodSource("paths")
	void eachVariableOfAClientCounts(String path) {
		this.environment.yaml("httpwrapper.clients.my-orders:")
			.variable("HTTPWRAPPER_CLIENTS_MYORDERS_" + variable(path.replace("-", "")), VALUE);

		assertThatItCounts();
	}

	@ParameterizedTest
	@MethodSource("paths")
	void eachVariableWithUnderscoresForDashesCounts(String path) {
		this.environment.yaml("httpwrapper.clients.my-orders:")
			.variable("HTTPWRAPPER_CLIENTS_MY_ORDERS_" + variable(path.replace('-', '_')), VALUE);

		assertThatItCounts();
	}

	static Stream<String> paths() {
		return SettingProperty.ALL.stream().map(SettingProperty::path);
	}

	private static String variable(String path) {
		return path.replace('.', '_').toUpperCase(Locale.ROOT);
	}

	private void assertThatItCounts() {
		Object alone = outcome(() -> this.environment.binder().bind("my-orders"));

		assertThat(outcome(() -> bindAll("my-orders"))).isEqualTo(alone).isNotEqualTo(ClientSettings.DEFAULTS);
	}

	/** The settings, or why there are none. */
	private static Object outcome(Supplier<ClientSettings> settings) {
		try {
			return settings.get();
		}
		catch (InvalidClientConfigurationException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

	@Test
	void sourceThatCannotListItsPropertiesCounts() {
		this.environment.yaml("httpwrapper.clients.orders:")
			.getPropertySources()
			.addFirst(new PropertySource<>("vault") {

				@Override
				public @Nullable Object getProperty(String name) {
					return name.equals("httpwrapper.clients.orders.retry.max-attempts") ? "7" : null;
				}

			});

		assertThat(bindAll("orders").retry().maxAttempts()).isEqualTo(7);
	}

	@Test
	void variablesOfASourceThatBootDoesNotKnowForOneCount() {
		this.environment.yaml("httpwrapper.clients.orders.timeout.attempt: 2s")
			.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("dotenv",
					Map.of("HTTPWRAPPER_CLIENTS_ORDERS_TIMEOUT_CALL", "5s", "HTTPWRAPPER_CLIENTS_ORDERS_RETRY_ENABLED",
							"false", "HTTPWRAPPER_DEFAULTS_POOL_LIFO", "false")));

		ClientSettings orders = bindAll("orders");

		assertThat(orders).isEqualTo(this.environment.binder().bind("orders"));
		assertThat(orders.timeout().call()).hasSeconds(5);
		assertThat(orders.timeout().attempt()).hasSeconds(2);
		assertThat(orders.retry().enabled()).isFalse();
		assertThat(orders.pool().lifo()).isFalse();
	}

	private ClientSettings bindAll(String client) {
		return this.environment.binder().bindAll().get(client);
	}

}
