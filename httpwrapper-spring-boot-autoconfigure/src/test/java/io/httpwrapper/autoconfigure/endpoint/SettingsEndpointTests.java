package io.httpwrapper.autoconfigure.endpoint;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.settings.ClientSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Settings over HTTP, in a Spring MVC and in a WebFlux application.
 */
@ParameterizedClass
@EnumSource(names = { "SERVLET", "REACTIVE" })
class SettingsEndpointTests {

	/** On the class path for Spring MVC; WebFlux shall run on Netty here. */
	private static final String TOMCAT = TomcatReactiveWebServerAutoConfiguration.class.getName() + ","
			+ TomcatReactiveManagementContextAutoConfiguration.class.getName();

	private static final String SETTINGS = "/actuator/httpwrapper/orders/settings";

	private final HttpClient http = HttpClient.newHttpClient();

	@Parameter
	private WebApplicationType stack;

	private ConfigurableApplicationContext application;

	@AfterEach
	void close() {
		this.application.close();
	}

	@Test
	void changeIsAFlatMapOfNamesAndValuesOfAnyKind() throws Exception {
		start();

		HttpResponse<String> changed = post("""
				{"retry.max-attempts": 2, "timeout.call": "3s", "bulkhead.max-concurrent": 20,
				 "rate-limit.enabled": true, "rate-limit.limits[0].permits": 50, "rate-limit.limits[0].per": "1s"}
				""");

		assertThat(changed.statusCode()).isEqualTo(200);
		assertThat(changed.body()).startsWith("{\"client\":\"orders\",\"settings\":{")
			.contains("\"retry.max-attempts\":{\"value\":\"2\",\"from\":\"runtime\",\"origin\":"
					+ "\"httpwrapper.clients.orders.retry.max-attempts (set at run time)\"}")
			.contains("\"doubt\":\"2 attempts of timeout.attempt");
		assertThat(get(SETTINGS).body()).contains("\"bulkhead.max-concurrent\":{\"value\":\"20\",\"from\":\"runtime\"");
		assertThat(get("/actuator/httpwrapper/orders").body()).contains("\"limit\":20,\"inUse\":0", "\"tokens\":50");
		assertThat(settings().retry().maxAttempts()).isEqualTo(2);
	}

	@Test
	void eachDocumentedChangeIsPossible() throws Exception {
		start();
		List<String> bodies = Pattern.compile("\\$A/settings -H \"\\$J\" -d '([^']*)'")
			.matcher(Files.readString(Path.of("../docs/reference/endpoint.md")))
			.results()
			.map((found) -> found.group(1))
			.toList();

		assertThat(bodies).hasSizeGreaterThan(5);
		for (String body : bodies) {
			HttpResponse<String> answer = post(body);
			assertThat(answer.statusCode()).as(body + ": " + answer.body()).isEqualTo(200);
		}
	}

	@Test
	void nullTakesOneChangeBackAndDeleteAll() throws Exception {
		start();
		post("{\"retry.max-attempts\": 2, \"timeout.call\": \"30s\"}");

		assertThat(post("{\"retry.max-attempts\": null}").statusCode()).isEqualTo(200);
		assertThat(settings().retry().maxAttempts()).isEqualTo(4);
		assertThat(settings().timeout().call()).hasSeconds(30);
		HttpResponse<String> reset = send(request(SETTINGS).DELETE());

		assertThat(reset.statusCode()).isEqualTo(200);
		assertThat(reset.body()).contains("\"timeout.call\":{\"value\":\"16s\",\"from\":\"built-in\"}")
			.doesNotContain("runtime");
		assertThat(settings().timeout().call()).hasSeconds(16);
	}

	@Test
	void chaosIsSwitchedOffByADelete() throws Exception {
		start("--httpwrapper.chaos.enabled=true", "--httpwrapper.clients.orders.chaos.fault-rate=0.5");
		assertThat(settings().chaos().isActive()).isTrue();

		HttpResponse<String> ended = send(request("/actuator/httpwrapper/orders/chaos").DELETE());

		assertThat(ended.statusCode()).isEqualTo(200);
		assertThat(ended.body()).contains("\"chaos.enabled\":{\"value\":\"false\",\"from\":\"runtime\"");
		assertThat(settings().chaos().isActive()).isFalse();
		assertThat(post("{\"chaos.enabled\": true, \"chaos.fault-rate\": 0.1}").statusCode()).isEqualTo(200);
		assertThat(settings().chaos().faultRate()).isEqualTo(0.1);
	}

	@Test
	void chaosIsSwitchedOffEvenIfTheConfigurationHasBecomeImpossible() throws Exception {
		start("--httpwrapper.chaos.enabled=true", "--httpwrapper.clients.orders.chaos.fault-rate=0.5");
		post("{\"timeout.call\": \"30s\"}");
		this.application.getEnvironment()
			.getPropertySources()
			.addFirst(
					new MapPropertySource("impossible", Map.of("httpwrapper.clients.orders.retry.max-attempts", "0")));

		HttpResponse<String> ended = send(request("/actuator/httpwrapper/orders/chaos").DELETE());

		assertThat(ended.statusCode()).isEqualTo(200);
		assertThat(ended.body()).contains("\"chaos.enabled\":{\"value\":\"false\",\"from\":\"runtime\"");
		assertThat(settings().chaos().isActive()).isFalse();
		assertThat(settings().retry().maxAttempts()).isEqualTo(4);
		assertThat(settings().timeout().call()).hasSeconds(30);
	}

	@Test
	void impossibleChangeIsABadRequestThatSaysWhyAndChangesNothing() throws Exception {
		start();
		ClientSettings before = settings();

		HttpResponse<String> impossible = post("{\"retry.max-attempts\": 0, \"timeout.call\": \"3s\"}");
		HttpResponse<String> fixed = post("{\"base-url\": \"https://elsewhere\"}");
		HttpResponse<String> unknown = post("{\"retry.max-atempts\": 2}");

		assertThat(List.of(impossible.statusCode(), fixed.statusCode(), unknown.statusCode())).containsOnly(400);
		assertThat(impossible.body()).contains(
				"\"message\":\"httpwrapper.clients.orders.retry.max-attempts must be at least 1", "but was 0.",
				"\"action\":\"Change it so that the rule holds.");
		assertThat(fixed.body()).contains("base-url must stay http://orders.internal while the application runs",
				"but was https://elsewhere.");
		assertThat(unknown.body()).contains("did you mean retry.max-attempts?");
		assertThat(settings()).isSameAs(before);
	}

	@Test
	void whatNobodyKnowsIsNotFoundOrABadRequest() throws Exception {
		start();

		assertThat(get("/actuator/httpwrapper/nobody/settings").statusCode()).isEqualTo(404);
		assertThat(send(request("/actuator/httpwrapper/nobody/settings").DELETE()).statusCode()).isEqualTo(400);
		assertThat(send(body("/actuator/httpwrapper/nobody/settings", "{}")).statusCode()).isEqualTo(400);
		assertThat(send(body("/actuator/httpwrapper/orders/attic", "{}")).statusCode()).isBetween(204, 404);
	}

	@Test
	void settingsAreOnlyReadByDefault() throws Exception {
		start("--management.endpoint.httpwrapper.access=read-only");

		assertThat(get(SETTINGS).statusCode()).isEqualTo(200);
		assertThat(post("{\"retry.max-attempts\": 2}").statusCode()).isEqualTo(405);
		assertThat(send(request(SETTINGS).DELETE()).statusCode()).isEqualTo(405);
	}

	@Test
	void circuitsAreStillDriven() throws Exception {
		start();

		assertThat(send(body("/actuator/httpwrapper/orders", "{\"action\": \"close\"}")).body())
			.isEqualTo("{\"circuits\":{}}");
	}

	@Test
	void valuesAreMaskedByBootsRules() throws Exception {
		start("--httpwrapper.clients.orders.rate-limit.key=header:X-Tenant");

		String some = get(SETTINGS).body();
		assertThat(some)
			.contains("\"rate-limit.key\":{\"value\":\"******\",\"from\":\"client\"",
					"\"retry.max-attempts\":{\"value\":\"4\"")
			.doesNotContain("X-Tenant");
		this.application.close();
		start("--management.endpoint.httpwrapper.show-values=never");
		assertThat(get(SETTINGS).body()).contains("\"retry.max-attempts\":{\"value\":\"******\"");
		this.application.close();
		start("--management.endpoint.httpwrapper.show-values=when-authorized");

		assertThat(get("/actuator/httpwrapper/orders").body()).contains("\"retry.max-attempts\":{\"value\":\"******\"");
	}

	private void start(String... arguments) {
		List<String> all = new ArrayList<>(List.of("--server.port=0", "--spring.main.banner-mode=off",
				"--management.health.redis.enabled=false", "--spring.reactor.netty.shutdown-quiet-period=0s",
				"--spring.autoconfigure.exclude=" + TOMCAT, "--management.endpoints.web.exposure.include=httpwrapper",
				"--httpwrapper.clients.orders.base-url=http://orders.internal",
				"--httpwrapper.clients.orders.retry.max-attempts=4"));
		if (List.of(arguments).stream().noneMatch((argument) -> argument.contains(".access="))) {
			all.add("--management.endpoint.httpwrapper.access=unrestricted");
		}
		all.addAll(List.of(arguments));
		this.application = new SpringApplicationBuilder(App.class).web(this.stack).run(all.toArray(String[]::new));
	}

	private ClientSettings settings() {
		return this.application.getBean(ClientRegistry.class).get("orders").settings();
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return send(request(path).GET());
	}

	private HttpResponse<String> post(String body) throws IOException, InterruptedException {
		return send(body(SETTINGS, body));
	}

	private HttpRequest.Builder body(String path, String body) {
		return request(path).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI
			.create("http://localhost:" + this.application.getEnvironment().getProperty("local.server.port") + path));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class App {

		@Bean
		SanitizingFunction keys() {
			return SanitizingFunction.sanitizeValue().ifKeyEndsWith("rate-limit.key");
		}

	}

}
