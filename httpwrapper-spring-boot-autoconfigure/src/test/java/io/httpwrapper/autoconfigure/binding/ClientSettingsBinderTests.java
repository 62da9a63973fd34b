package io.httpwrapper.autoconfigure.binding;

import java.net.URI;
import java.time.Duration;

import io.httpwrapper.policy.CircuitMode;
import io.httpwrapper.policy.ConcurrencyLimit;
import io.httpwrapper.policy.Jitter;
import io.httpwrapper.policy.RateLimit;
import io.httpwrapper.policy.StatusRange;
import io.httpwrapper.settings.ClientSettings;
import io.httpwrapper.settings.FallbackBody;
import io.httpwrapper.settings.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class ClientSettingsBinderTests {

	private final TestEnvironment environment = new TestEnvironment();

	@Test
	void withoutConfigurationTheDefaultClientHasTheBuiltInDefaults() {
		assertThat(this.environment.binder().bindAll()).hasSize(1).containsEntry("default", ClientSettings.DEFAULTS);
	}

	@Test
	void clientComesBeforeDefaultsAndDefaultsBeforeTheBuiltInOnes() {
		this.environment.yaml("""
				httpwrapper:
				  defaults:
				    timeout: {attempt: 3s, call: 20s}
				  clients:
				    orders:
				      base-url: https://orders.internal
				      timeout: {attempt: 2s}
				""");

		ClientSettings orders = bind("orders");

		assertThat(orders.baseUrl()).isEqualTo(URI.create("https://orders.internal"));
		assertThat(orders.timeout().attempt()).isEqualTo(Duration.ofSeconds(2));
		assertThat(orders.timeout().call()).isEqualTo(Duration.ofSeconds(20));
		assertThat(orders.timeout().connect()).isEqualTo(ClientSettings.DEFAULTS.timeout().connect());
		assertThat(orders.retry()).isEqualTo(ClientSettings.DEFAULTS.retry());
	}

	@Test
	void limitsAreReadWithWhatTheyLeaveOut() {
		this.environment.yaml("""
				httpwrapper.clients.orders.rate-limit:
				  enabled: true
				  limits: [{permits: 10, per: 1s}, {permits: 1000, per: 1d, burst: 50}]
				""");

		assertThat(bind("orders").rateLimit().all()).containsExactly(new RateLimit(10, Duration.ofSeconds(1), 10),
				new RateLimit(1000, Duration.ofDays(1), 50));
	}

	@Test
	void limitsCanBeEnvironmentVariables() {
		this.environment.variable("HTTPWRAPPER_CLIENTS_ORDERS_RATELIMIT_LIMITS_0_PERMITS", "10")
			.variable("HTTPWRAPPER_CLIENTS_ORDERS_RATELIMIT_LIMITS_0_PER", "1s");

		assertThat(bind("orders").rateLimit().all()).containsExactly(new RateLimit(10, Duration.ofSeconds(1), 10));
	}

	@Test
	void unknownPartOfALimitFailsTheStart() {
		this.environment.yaml("httpwrapper.clients.orders.rate-limit.limits: [{permits: 10, every: 1s}]");

		assertThatExceptionOfType(InvalidClientConfigurationException.class)
			.isThrownBy(() -> this.environment.binder().bindAll())
			.withMessageContaining("httpwrapper.clients.orders.rate-limit.limits[0].every");
	}

	@Test
	void limitWithoutATimeNamesWhereItIsWritten() {
		this.environment.yaml("httpwrapper.clients.orders.rate-limit.limits: [{permits: 10}]");

		assertThatExceptionOfType(InvalidClientConfigurationException.class).isThrownBy(() -> bind("orders"))
			.withMessageContaining("httpwrapper.clients.orders.rate-limit.limits must have a per")
			.withMessageContaining("httpwrapper.clients.orders.rate-limit.limits[0].permits = 10");
	}

	@Test
	void rateLimitWithoutLimitsFailsTheStart() {
		this.environment.yaml("httpwrapper.clients.orders.rate-limit.enabled: true");

		assertThatExceptionOfType(InvalidClientConfigurationException.class).isThrownBy(() -> bind("orders"))
			.withMessageContaining("httpwrapper.clients.orders.rate-limit.permits must be at least 1")
			.withMessageContaining("httpwrapper.clients.orders.rate-limit.enabled = true");
	}

	@Test
	void defaultsAreTheSettingsOfTheDefaultClient() {
		this.environment.yaml("httpwrapper.defaults.retry.max-attempts: 5");

		assertThat(bind("default").retry().maxAttempts()).isEqualTo(5);
	}

	@Test
	void sourceOfLessPrecedenceStillWinsWithTheClientsOwnValue() {
		this.environment.variable("HTTPWRAPPER_DEFAULTS_TIMEOUT_ATTEMPT", "9s").yaml("""
				httpwrapper.clients.orders.timeout.attempt: 2s
				""");

		assertThat(bind("orders").timeout().attempt()).isEqualTo(Duration.ofSeconds(2));
		assertThat(bind("default").timeout().attempt()).isEqualTo(Duration.ofSeconds(9));
	}

	@Test
	void emptyClientHasTheDefaults() {
		this.environment.yaml("""
				httpwrapper:
				  clients:
				    orders:
				    users: {}
				    billing:
				      retry:
				""");

		assertThat(this.environment.binder().bindAll()).containsOnlyKeys("default", "orders", "users", "billing")
			.containsEntry("orders", ClientSettings.DEFAULTS)
			.containsEntry("users", ClientSettings.DEFAULTS)
			.containsEntry("billing", ClientSettings.DEFAULTS);
	}

	@Test
	void everyKindOfValueIsRead() {
		this.environment.yaml("""
				httpwrapper:
				  clients:
				    orders:
				      retry:
				        enabled: false
				        jitter: decorrelated
				        replay-buffer: 256KB
				        statuses: [503, 5xx, 429-431]
				        methods: GET,HEAD
				        budget: {ratio: 0.1}
				      circuit-breaker: {mode: metrics-only}
				      connection: {ssl-bundle: internal}
				""");

		ClientSettings orders = bind("orders");

		assertThat(orders.retry().enabled()).isFalse();
		assertThat(orders.retry().jitter()).isEqualTo(Jitter.DECORRELATED);
		assertThat(orders.retry().replayBuffer()).isEqualTo(DataSize.ofKilobytes(256));
		assertThat(orders.retry().statuses()).containsExactly(StatusRange.of(503), new StatusRange(500, 599),
				new StatusRange(429, 431));
		assertThat(orders.retry().methods()).containsExactlyInAnyOrder("GET", "HEAD");
		assertThat(orders.retry().budget().ratio()).isEqualTo(0.1);
		assertThat(orders.circuitBreaker().mode()).isEqualTo(CircuitMode.METRICS_ONLY);
		assertThat(orders.connection().sslBundle()).isEqualTo("internal");
	}

	@ParameterizedTest
	@ValueSource(strings = { "50", "'50'", "' 50 '" })
	void limitOfABulkheadIsANumber(String number) {
		this.environment.yaml("httpwrapper.clients.orders.bulkhead.max-concurrent: " + number);

		assertThat(bind("orders").bulkhead().maxConcurrent()).isEqualTo(ConcurrencyLimit.of(50));
		assertThat(bind("default").bulkhead().maxConcurrent()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "''" })
	void emptyLimitTakesBackTheOneOfTheDefaults(String empty) {
		this.environment.yaml("""
				httpwrapper.defaults.bulkhead.max-concurrent: 50
				httpwrapper.clients.orders.bulkhead.max-concurrent: %s
				""".formatted(empty));

		assertThat(bind("orders").bulkhead().maxConcurrent()).isNull();
		assertThat(bind("default").bulkhead().maxConcurrent()).isEqualTo(ConcurrencyLimit.of(50));
	}

	@Test
	void limitThatAdaptsItselfIsRefusedInWords() {
		this.environment.yaml("httpwrapper.clients.orders.bulkhead.max-concurrent: adaptive");

		assertThatExceptionOfType(InvalidClientConfigurationException.class).isThrownBy(() -> bind("orders"))
			.withMessage("httpwrapper.clients.orders.bulkhead.max-concurrent = 'adaptive' (application.yaml - 1:53) "
					+ "is not possible: a limit that adapts itself is not supported by this version; it takes a fixed number")
			.satisfies((ex) -> assertThat(ex.action())
				.isEqualTo("Write a whole number, for example 50, or nothing for no limit."));
	}

	@Test
	void limitOutOfRangeIsNamedWithItsPlace() {
		this.environment.yaml("httpwrapper.clients.orders.bulkhead.max-concurrent: 0");

		assertThatExceptionOfType(InvalidClientConfigurationException.class).isThrownBy(() -> bind("orders"))
			.withMessage(
					"httpwrapper.clients.orders.bulkhead.max-concurrent must be from 1 to 1000000 (leave it empty for no limit), but was 0.%n%n"
						.formatted()
							+ "    httpwrapper.clients.orders.bulkhead.max-concurrent = 0 (application.yaml - 1:53)");
	}

	@Test
	void clientsListReplacesTheWholeListOfTheDefaults() {
		this.environment.yaml("""
				httpwrapper:
				  defaults: {retry: {statuses: [500, 502, 503]}}
				  clients: {orders: {retry: {statuses: [504]}}}
				""");

		assertThat(bind("orders").retry().statuses()).containsExactly(StatusRange.of(504));
		assertThat(bind("default").retry().statuses()).hasSize(3);
	}

	@ParameterizedTest
	@CsvSource({ "statuses: []", "statuses:", "statuses: ''" })
	void emptyListEmptiesTheList(String statuses) {
		this.environment.yaml("httpwrapper: {clients: {orders: {retry: {%s}}}}".formatted(statuses));

		assertThat(bind("orders").retry().statuses()).isEmpty();
	}

	@Test
	void singleStatusNeedsNoList() {
		this.environment.yaml("httpwrapper.clients.orders.retry.statuses: 503");

		assertThat(bind("orders").retry().statuses()).containsExactly(StatusRange.of(503));
	}

	@Test
	void placeholdersAreResolvedInBothTrees() {
		this.environment.yaml("""
				httpwrapper.defaults.timeout.attempt: ${patience}
				httpwrapper.clients.orders.base-url: https://${host}
				patience: 7s
				host: orders.internal
				""");

		assertThat(bind("orders").baseUrl()).isEqualTo(URI.create("https://orders.internal"));
		assertThat(bind("orders").timeout().attempt()).isEqualTo(Duration.ofSeconds(7));
	}

	@Test
	void environmentVariablesSetClientsAndDefaults() {
		this.environment.variable("HTTPWRAPPER_CLIENTS_ORDERS_TIMEOUT_CALL", "30s")
			.variable("HTTPWRAPPER_DEFAULTS_RETRY_MAXATTEMPTS", "2")
			.variable("HTTPWRAPPER_CLIENTS_ORDERS_RETRY_STATUSES_0", "503");

		ClientSettings orders = bind("orders");

		assertThat(this.environment.binder().clients()).containsExactly("orders");
		assertThat(orders.timeout().call()).isEqualTo(Duration.ofSeconds(30));
		assertThat(orders.retry().maxAttempts()).isEqualTo(2);
		assertThat(orders.retry().statuses()).containsExactly(StatusRange.of(503));
	}

	@ParameterizedTest
	@CsvSource({ "HTTPWRAPPER_CLIENTS_MYBILLING_BASEURL", "HTTPWRAPPER_CLIENTS_MY_BILLING_BASE_URL" })
	void environmentVariableOfADashedNameMeansTheSameClient(String variable, CapturedOutput output) {
		this.environment.yaml("httpwrapper.clients.my-billing.retry.max-attempts: 1")
			.variable(variable, "https://billing.internal");

		assertThat(this.environment.binder().bindAll()).containsOnlyKeys("default", "my-billing");
		assertThat(bind("my-billing").baseUrl()).isEqualTo(URI.create("https://billing.internal"));
		assertThat(output).doesNotContain(variable);
	}

	@Test
	void variablesOfOthersMakeNoClientAndAreWarnedAbout(CapturedOutput output) {
		this.environment.variable("HTTPWRAPPER_CLIENTS_PORT_80_TCP_ADDR", "10.0.0.1")
			.variable("HTTPWRAPPER_CLIENTS_ORDERS_TIMEOUT_CAL", "1s")
			.variable("HTTPWRAPPER_SERVICE_HOST", "10.0.0.1");

		assertThat(this.environment.binder().bindAll()).containsOnlyKeys("default");
		assertThat(output).contains("HTTPWRAPPER_CLIENTS_ORDERS_TIMEOUT_CAL ")
			.doesNotContain("HTTPWRAPPER_SERVICE_HOST");
	}

	@Test
	void unknownPropertyIsNamedWithItsPlaceAndTheOneMeant() {
		this.environment.yaml("""
				httpwrapper:
				  defaults:
				    timeout:
				      cal: 1s
				  clients:
				    orders:
				      max-attempts: 2
				      colour: blue
				""");

		assertThatExceptionOfType(InvalidClientConfigurationException.class)
			.isThrownBy(() -> this.environment.binder().bindAll())
			.satisfies((ex) -> assertThat(ex.getMessage().lines()).contains(
					"    httpwrapper.defaults.timeout.cal (application.yaml - 4:12) - did you mean httpwrapper.defaults.timeout.call?",
					"    httpwrapper.clients.orders.max-attempts (application.yaml - 7:21) - did you mean httpwrapper.clients.orders.retry.max-attempts?",
					"    httpwrapper.clients.orders.colour (application.yaml - 8:15)"));
	}

	@ParameterizedTest
	@CsvSource({ "httpwrapper.client.orders.base-url, did you mean httpwrapper.clients?",
			"httpwrapper.timeout.call, settings stand under",
			"httpwrapper.clients.orders.retry, is a section and has no value of its own",
			"httpwrapper.clients.orders, is a section and has no value of its own",
			"httpwrapper.defaults.timeout.call[0], httpwrapper.defaults.timeout.call[0]" })
	void nameThatIsNoPropertyFails(String name, String message) {
		this.environment.yaml(name + ": http://example.com");

		assertThatExceptionOfType(InvalidClientConfigurationException.class)
			.isThrownBy(() -> this.environment.binder().bindAll())
			.withMessageContaining(message);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "chaos.enabled", "explain.max-calls", "export.log", "health.critical", "wire-log.enabled" })
	void sectionThatAnotherClassBindsIsLeftToIt(String path) {
		this.environment.yaml("httpwrapper.%s: 1".formatted(path));

		assertThat(this.environment.binder().bindAll()).containsOnlyKeys("default");
	}

	@ParameterizedTest
	@CsvSource({ "timeout.call, 5 parsecs, 'a number with its unit, for example 250ms, 5s or 1m'",
			"retry.jitter, some, 'one of none, full, equal, decorrelated'", "retry.max-attempts, many, a whole number",
			"retry.statuses, 5x, 'a status, a range or a class, for example 503, 500-599 or 5xx'",
			"retry.replay-buffer, big, 'a number with its unit, for example 256KB or 64MB'",
			"retry.enabled, maybe, true or false",
			"bulkhead.max-concurrent, many, 'a whole number, for example 50, or nothing for no limit'" })
	void unreadableValueIsNamedWithItsPlaceAndWhatToWrite(String path, String value, String action) {
		this.environment.yaml("httpwrapper.clients.orders.%s: %s".formatted(path, value));

		assertThatExceptionOfType(InvalidClientConfigurationException.class).isThrownBy(() -> bind("orders"))
			.withMessageStartingWith(
					"httpwrapper.clients.orders.%s = '%s' (application.yaml - 1:".formatted(path, value))
			.satisfies((ex) -> assertThat(ex.action()).isEqualTo("Write " + action + "."));
	}

	@Test
	void unreadableValueInheritedFromTheDefaultsIsNamedAsWritten() {
		this.environment.yaml("httpwrapper.defaults.timeout.call: soon");

		assertThatExceptionOfType(InvalidClientConfigurationException.class).isThrownBy(() -> bind("orders"))
			.withMessageStartingWith("httpwrapper.defaults.timeout.call = 'soon' (application.yaml - 1:");
	}

	@ParameterizedTest
	@CsvSource({ "12345678, 12345678", "12345678901, 12345678901", "1.5, 1.5" })
	void secretMayLookLikeANumber(String written, String secret) {
		this.environment.yaml("httpwrapper.clients.orders.auth.basic: {username: me, password: %s}".formatted(written));

		assertThat(bind("orders").auth().basic().password()).isEqualTo(Secret.valueOf(secret));
	}

	@ParameterizedTest
	@ValueSource(strings = { "42", "1.5", "true" })
	void bodyOfAFallbackMayLookLikeANumberOrATruth(String body) {
		this.environment.yaml("httpwrapper.clients.orders.fallback: {status: 200, body: %s}".formatted(body));

		assertThat(bind("orders").fallback().body()).isEqualTo(FallbackBody.valueOf(body));
	}

	@Test
	void brokenRuleNamesTheValueAndItsPlace() {
		this.environment.yaml("httpwrapper.clients.orders.retry.max-attempts: 0");

		assertThatExceptionOfType(InvalidClientConfigurationException.class).isThrownBy(() -> bind("orders"))
			.withMessage("httpwrapper.clients.orders.retry.max-attempts must be at least 1, but was 0.%n%n".formatted()
					+ "    httpwrapper.clients.orders.retry.max-attempts = 0 (application.yaml - 1:48)");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://orders:tcp://10.0.0.1:80", "http://orders:80a", "http:///orders", "http:orders" })
	void baseUrlWithoutAHostIsRefused(String url) {
		this.environment.yaml("httpwrapper.clients.orders.base-url: " + url);

		assertThatExceptionOfType(InvalidClientConfigurationException.class).isThrownBy(() -> bind("orders"))
			.withMessageStartingWith("httpwrapper.clients.orders.base-url must name a host, but was " + url + ".")
			.withMessageContaining("application.yaml");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://my_orders", "http://my_orders:8080/api", "http://[::1]:8080",
			"http://shop:hush@my_orders:80", "http://orders:8080?page=1" })
	void baseUrlMayNameAHostThatIsNoDomain(String url) {
		this.environment.yaml("httpwrapper.clients.orders.base-url: '" + url + "'");

		assertThat(bind("orders").baseUrl()).hasToString(url);
	}

	@ParameterizedTest
	@CsvSource({ "orders.internal", "localhost:8080", "ftp://orders.internal", "/orders" })
	void baseUrlMustBeAnHttpUrl(String url) {
		this.environment.yaml("httpwrapper.clients.orders.base-url: " + url);

		assertThatExceptionOfType(InvalidClientConfigurationException.class).isThrownBy(() -> bind("orders"))
			.withMessageStartingWith(
					"httpwrapper.clients.orders.base-url must start with http:// or https://, but was " + url + ".");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://me:secret@[orders?key=secret", "ftp://me:secret@orders.internal?key=secret" })
	void impossibleUrlIsNamedWithoutItsCredentialsAndQuery(String url) {
		this.environment.yaml("httpwrapper.clients.orders.base-url: '" + url + "'");

		assertThatExceptionOfType(InvalidClientConfigurationException.class).isThrownBy(() -> bind("orders"))
			.withMessageContaining("://******@")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("secret"));
	}

	@Test
	void brokenRuleBetweenTwoPropertiesNamesBothValuesAndPlaces() {
		this.environment.yaml("""
				httpwrapper:
				  defaults: {retry: {min-backoff: 2s}}
				  clients: {orders: {retry: {max-backoff: 1s}}}
				""");

		assertThatExceptionOfType(InvalidClientConfigurationException.class).isThrownBy(() -> bind("orders"))
			.satisfies((ex) -> assertThat(ex.getMessage().lines()).containsExactly(
					"httpwrapper.clients.orders.retry.min-backoff must not be longer than retry.max-backoff (1s), but was 2s.",
					"", "    httpwrapper.defaults.retry.min-backoff = 2s (application.yaml - 2:35)",
					"    httpwrapper.clients.orders.retry.max-backoff = 1s (application.yaml - 3:43)"));
	}

	@Test
	void brokenRuleAgainstABuiltInDefaultSaysSo() {
		this.environment.yaml("httpwrapper.clients.orders.retry.max-backoff: 10ms");

		assertThatExceptionOfType(InvalidClientConfigurationException.class).isThrownBy(() -> bind("orders"))
			.withMessageContaining("retry.min-backoff = 50ms is the built-in default");
	}

	@ParameterizedTest
	@CsvSource({ "Orders, orders", "my_billing, my-billing", "orderService, order-service", "1st, st", "'[a b]', a-b" })
	void impossibleClientNameFailsWithAPossibleOne(String name, String possible) {
		this.environment.yaml("httpwrapper.clients.%s.base-url: http://example.com".formatted(name));

		assertThatExceptionOfType(InvalidClientConfigurationException.class)
			.isThrownBy(() -> this.environment.binder().clients())
			.satisfies((ex) -> assertThat(ex.action()).isEqualTo("Rename it, for example to '" + possible + "'."));
	}

	@Test
	void dashedClientInBracketsIsRefusedSinceItsSettingsWouldNotBeRead() {
		this.environment.yaml("'httpwrapper.clients[my-client].timeout.call': 5s");

		assertThatExceptionOfType(InvalidClientConfigurationException.class)
			.isThrownBy(() -> this.environment.binder().clients())
			.withMessageStartingWith("httpwrapper.clients[my-client].timeout.call (application.yaml - 1:")
			.satisfies((ex) -> assertThat(ex.action()).isEqualTo("Write httpwrapper.clients.my-client."));
	}

	@Test
	void clientInBracketsIsReadWithoutADash() {
		this.environment.yaml("'httpwrapper.clients[orders].timeout.call': 5s");

		assertThat(this.environment.binder().bindAll().get("orders").timeout().call()).hasSeconds(5);
	}

	@Test
	void clientNamedDefaultIsSentToTheDefaults() {
		this.environment.yaml("httpwrapper.clients.default.base-url: http://example.com");

		assertThatExceptionOfType(InvalidClientConfigurationException.class)
			.isThrownBy(() -> this.environment.binder().clients())
			.satisfies((ex) -> assertThat(ex.action()).contains("httpwrapper.defaults"));
	}

	@Test
	void namesThatDifferInDashesOnlyAreRefused() {
		this.environment.yaml("""
				httpwrapper.clients.my-billing.base-url: http://example.com
				httpwrapper.clients.myb-illing.base-url: http://example.com
				""");

		assertThatExceptionOfType(InvalidClientConfigurationException.class)
			.isThrownBy(() -> this.environment.binder().clients())
			.withMessageContaining("[my-billing, myb-illing]");
	}

	@Test
	void originOfAValueIsTold() {
		this.environment.yaml("""
				httpwrapper:
				  defaults: {retry: {max-attempts: 2}}
				""");

		ConfigurationProperty found = this.environment.binder().find("orders", "retry.max-attempts");

		assertThat(found).isNotNull().isEqualTo(this.environment.binder().find("default", "retry.max-attempts"));
		assertThat(found.getName()).hasToString("httpwrapper.defaults.retry.max-attempts");
		assertThat(found.getOrigin()).hasToString("application.yaml - 2:36");
		assertThat(this.environment.binder().find("orders", "retry.jitter")).isNull();
	}

	@Test
	void changedSourcesAreSeen() {
		ClientSettingsBinder binder = this.environment.binder();
		binder.bindAll();
		this.environment.variable("HTTPWRAPPER_DEFAULTS_RETRY_MAXATTEMPTS", "7");

		assertThat(binder.bind("default").retry().maxAttempts()).isEqualTo(7);
	}

	private ClientSettings bind(String client) {
		return this.environment.binder().bind(client);
	}

}
