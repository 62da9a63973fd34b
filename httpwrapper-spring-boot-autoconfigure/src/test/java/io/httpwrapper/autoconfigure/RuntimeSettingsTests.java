package io.httpwrapper.autoconfigure;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import io.httpwrapper.autoconfigure.monitoring.ClientDescriptions;
import io.httpwrapper.autoconfigure.runtime.RuntimeSettings;
import io.httpwrapper.autoconfigure.runtime.SettingsInForce;
import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.settings.ClientSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

@ExtendWith(OutputCaptureExtension.class)
class RuntimeSettingsTests {

	private final Map<String, Object> configured = new HashMap<>();

	private @Nullable ConfigurableApplicationContext application;

	@AfterEach
	void close() {
		application().close();
	}

	private ConfigurableApplicationContext application() {
		if (this.application == null) {
			this.application = new SpringApplicationBuilder(App.class).web(WebApplicationType.NONE)
				.properties("spring.main.banner-mode=off", "httpwrapper.clients.orders.retry.max-attempts=4",
						"httpwrapper.defaults.timeout.call=20s", "some.secret=hidden")
				.initializers((context) -> context.getEnvironment()
					.getPropertySources()
					.addFirst(new MapPropertySource("configured", this.configured)))
				.run();
		}
		return this.application;
	}

	private RuntimeSettings runtime() {
		return application().getBean(RuntimeSettings.class);
	}

	private ClientSettings orders() {
		return application().getBean(ClientRegistry.class).get("orders").settings();
	}

	private Map<String, String> origin(String path) {
		return application().getBean(SettingsInForce.class)
			.of("orders", (source, name, value) -> value)
			.getOrDefault(path, Map.of());
	}

	private void refresh() {
		application().publishEvent(new EnvironmentChangeEvent(this.configured.keySet()));
	}

	@Test
	void changeComesBeforeConfigurationAndEndsWithTheReset(CapturedOutput output) {
		runtime().change("orders", Map.of("retry.max-attempts", "2", "timeout.call", "30s"));

		assertThat(orders().retry().maxAttempts()).isEqualTo(2);
		assertThat(orders().timeout().call()).isEqualTo(Duration.ofSeconds(30));
		assertThat(output).contains("Client 'orders': timeout.call 20s -> 30s, retry.max-attempts 4 -> 2");
		runtime().reset("orders");

		assertThat(orders().retry().maxAttempts()).isEqualTo(4);
		assertThat(orders().timeout().call()).isEqualTo(Duration.ofSeconds(20));
	}

	@Test
	void changesAddUpAndNothingTakesOneBack() {
		runtime().change("orders", Map.of("retry.maxAttempts", "2"));
		runtime().change("orders", Map.of("timeout.attempt", "1s"));
		Map<String, @Nullable String> back = new LinkedHashMap<>();
		back.put("retry.max-attempts", null);

		runtime().change("orders", back);

		assertThat(orders().retry().maxAttempts()).isEqualTo(4);
		assertThat(orders().timeout().attempt()).isEqualTo(Duration.ofSeconds(1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "file:/etc/hostname", "classpath:fallback/orders.json" })
	void bodyOfAFallbackIsNotReadFromAResource(String body) {
		assertThatExceptionOfType(InvalidClientConfigurationException.class)
			.isThrownBy(() -> runtime().change("orders", Map.of("fallback.status", "200", "fallback.body", body)))
			.withMessage("fallback.body must be the text itself, not a resource.");
		runtime().change("orders", Map.of("fallback.status", "200", "fallback.body", "[]"));

		assertThat(orders().fallback().body()).hasToString("[]");
	}

	@Test
	void otherClientsKeepTheirs() {
		runtime().change("default", Map.of("retry.max-attempts", "2", "timeout.call", "1s"));

		assertThat(orders().timeout().call()).isEqualTo(Duration.ofSeconds(20));
		assertThat(application().getBean(ClientRegistry.class).get("default").settings().retry().maxAttempts())
			.isEqualTo(2);
	}

	@Test
	void limitsAndPlacesAreSwitchedOn() {
		runtime().change("orders", Map.of("rate-limit.enabled", "true", "rate-limit.limits[0].permits", "7",
				"rate-limit.limits[0].per", "1s", "bulkhead.max-concurrent", "20"));

		assertThat(application().getBean(ClientDescriptions.class).get("orders").rateLimit()).containsEntry("tokens",
				7L);
		assertThat(application().getBean(ClientDescriptions.class).get("orders").bulkhead()).containsEntry("limit", 20);
		runtime().change("orders", Map.of("bulkhead.max-concurrent", ""));

		assertThat(application().getBean(ClientDescriptions.class).get("orders").bulkhead()).isEmpty();
	}

	@Test
	void originSaysWhichLayerAValueComesFrom() {
		runtime().change("orders", Map.of("timeout.attempt", "2s"));

		assertThat(origin("timeout.attempt")).containsEntry("value", "2s")
			.containsEntry("from", "runtime")
			.containsEntry("origin", "httpwrapper.clients.orders.timeout.attempt (set at run time)");
		assertThat(origin("retry.max-attempts")).containsEntry("from", "client");
		assertThat(origin("timeout.call")).containsEntry("from", "defaults")
			.hasEntrySatisfying("origin",
					(origin) -> assertThat(origin).startsWith("httpwrapper.defaults.timeout.call (")
						.contains("defaultProperties"));
		assertThat(origin("timeout.read")).containsEntry("from", "built-in").doesNotContainKey("origin");
	}

	@Test
	void originOfWhatTheApplicationChangedByCodeIsItsCode() {
		ClientRegistry clients = application().getBean(ClientRegistry.class);

		clients.get("orders").change(clients.get("default").settings());

		assertThat(origin("retry.max-attempts")).isEqualTo(Map.of("value", "3", "from", "code"));
		assertThat(origin("timeout.call")).containsEntry("from", "defaults");
		assertThat(origin("timeout.read")).containsEntry("from", "built-in");
	}

	@Test
	void impossibleValueIsRefusedWithWhereTheOthersAreWritten() {
		ClientSettings before = orders();

		assertThatExceptionOfType(InvalidClientConfigurationException.class)
			.isThrownBy(() -> runtime().change("orders", Map.of("retry.max-attempts", "0", "timeout.call", "1s")))
			.withMessageContaining("httpwrapper.clients.orders.retry.max-attempts must be at least 1, but was 0.")
			.withMessageContaining("retry.max-attempts = 0 (set at run time)");
		assertThatExceptionOfType(InvalidClientConfigurationException.class)
			.isThrownBy(() -> runtime().change("orders", Map.of("timeout.call", "soon")))
			.withMessageContaining("httpwrapper.clients.orders.timeout.call = 'soon' (set at run time) is not possible")
			.satisfies((ex) -> assertThat(ex.action()).contains("250ms"));
		assertThat(orders()).isSameAs(before);
		assertThat(origin("timeout.call")).containsEntry("from", "defaults");
	}

	@Test
	void fixedSettingIsRefused() {
		assertThatExceptionOfType(InvalidClientConfigurationException.class)
			.isThrownBy(() -> runtime().change("orders", Map.of("pool.max-connections", "7", "timeout.call", "1s")))
			.withMessageContaining(
					"httpwrapper.clients.orders.pool.max-connections must stay %d while the application runs"
						.formatted(orders().pool().maxConnections()))
			.withMessageContaining("but was 7");
		assertThat(orders().timeout().call()).isEqualTo(Duration.ofSeconds(20));
	}

	@Test
	void unknownNameIsRefusedWithTheOneThatWasMeant() {
		assertThatExceptionOfType(InvalidClientConfigurationException.class)
			.isThrownBy(() -> runtime().change("orders", Map.of("retry.max-atempts", "2")))
			.withMessage("Unknown settings: retry.max-atempts - did you mean retry.max-attempts?");
		assertThatExceptionOfType(InvalidClientConfigurationException.class)
			.isThrownBy(() -> runtime().change("orders", Map.of("", "2")));
		assertThatIllegalArgumentException().isThrownBy(() -> runtime().change("nobody", Map.of()))
			.withMessageContaining("There is no client 'nobody'");
	}

	@Test
	void placeholderIsNotResolved() {
		assertThatExceptionOfType(InvalidClientConfigurationException.class)
			.isThrownBy(() -> runtime().change("orders", Map.of("retry.idempotency-header", "${some.secret}")))
			.withMessageNotContaining("hidden");
	}

	@Test
	void doubtIsToldButNoObstacle() {
		assertThat(runtime().change("orders", Map.of("timeout.call", "1s")))
			.hasValueSatisfying((doubt) -> assertThat(doubt).contains("timeout.call is 1000ms", "Raise timeout.call"));
		assertThat(orders().timeout().call()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void clientsFollowTheEnvironmentWhenSpringCloudSaysThatItChanged() {
		runtime().change("orders", Map.of("timeout.call", "30s"));
		this.configured.put("httpwrapper.clients.orders.retry.max-attempts", "5");
		this.configured.put("httpwrapper.clients.orders.timeout.call", "25s");

		assertThat(orders().retry().maxAttempts()).isEqualTo(4);
		refresh();

		assertThat(orders().retry().maxAttempts()).isEqualTo(5);
		assertThat(orders().timeout().call()).isEqualTo(Duration.ofSeconds(30));
		runtime().reset("orders");
		assertThat(orders().timeout().call()).isEqualTo(Duration.ofSeconds(25));
	}

	@Test
	void clientWhoseNewConfigurationIsImpossibleGoesOnWithWhatItHas(CapturedOutput output) {
		ClientSettings before = orders();
		this.configured.put("httpwrapper.clients.orders.retry.max-attempts", "-1");
		this.configured.put("httpwrapper.defaults.timeout.attempt", "4s");

		refresh();

		assertThat(orders()).isSameAs(before);
		assertThat(output).contains("Client 'orders' goes on with the settings it has:")
			.contains("retry.max-attempts must be at least 1");
		assertThat(application().getBean(ClientRegistry.class).get("default").settings().timeout().attempt())
			.isEqualTo(Duration.ofSeconds(4));
	}

	@Test
	void otherEventsAreNotHeard() {
		this.configured.put("httpwrapper.clients.orders.retry.max-attempts", "5");
		application();
		this.configured.put("httpwrapper.clients.orders.retry.max-attempts", "6");

		application().publishEvent(Set.of("httpwrapper.clients.orders.retry.max-attempts"));

		assertThat(orders().retry().maxAttempts()).isEqualTo(5);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class App {

	}

}
