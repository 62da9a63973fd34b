package io.httpwrapper.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.fixture.RecordingListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Credentials of each kind, in a whole application that tells all it has to tell.
 */
@ExtendWith(OutputCaptureExtension.class)
class CredentialsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final WireMockServer upstream = new WireMockServer(WireMockConfiguration.options().dynamicPort());

	private static final WireMockServer elsewhere = new WireMockServer(WireMockConfiguration.options().dynamicPort());

	private @Nullable ConfigurableApplicationContext application;

	@BeforeAll
	static void startServers() {
		upstream.start();
		elsewhere.start();
	}

	@AfterAll
	static void stopServers() {
		upstream.stop();
		elsewhere.stop();
	}

	@BeforeEach
	void redirect() {
		upstream.resetAll();
		elsewhere.resetAll();
		upstream.stubFor(WireMock.get("/here").willReturn(WireMock.ok("here")));
		upstream.stubFor(WireMock.get("/gone")
			.willReturn(WireMock.temporaryRedirect("http://localhost:" + elsewhere.port() + "/there")));
		upstream.stubFor(WireMock.get("/down").willReturn(WireMock.serverError()));
		upstream.stubFor(WireMock.post("/token")
			.willReturn(WireMock.okJson("{\"access_token\":\"hush-token\",\"token_type\":\"Bearer\"}")));
		elsewhere.stubFor(WireMock.get("/there").willReturn(WireMock.ok("there")));
	}

	@AfterEach
	void close() {
		if (this.application != null) {
			this.application.close();
		}
		LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());
		logging.setLogLevel("io.httpwrapper", null);
		logging.setLogLevel("org.springframework.security", null);
	}

	@ParameterizedTest
	@EnumSource
	void redirectToAnotherOriginGetsNone(Kind kind, @TempDir Path folder) throws IOException {
		start(kind, folder);

		assertThat(call("/gone")).isEqualTo("there");

		LoggedRequest there = elsewhere.findAll(WireMock.getRequestedFor(WireMock.urlEqualTo("/there"))).get(0);
		assertThat(sent("/gone").getHeaders().toString()).contains(kind.onTheWire);
		assertThat(there.getHeaders().toString()).doesNotContain(kind.onTheWire)
			.doesNotContainIgnoringCase("authorization")
			.doesNotContainIgnoringCase("signature");
	}

	@ParameterizedTest
	@EnumSource
	void areNeitherLoggedNorToldByEventsAndEndpoint(Kind kind, @TempDir Path folder, CapturedOutput output)
			throws IOException {
		start(kind, folder, "--logging.level.io.httpwrapper=trace",
				"--logging.level.org.springframework.security=trace", "--httpwrapper.wire-log.enabled=true",
				"--httpwrapper.wire-log.headers=*", "--httpwrapper.wire-log.body-preview=1KB",
				"--management.endpoints.web.exposure.include=*",
				"--management.endpoint.httpwrapper.show-values=always");

		call("/here");
		call("/down");

		assertThat(sent("/here").getHeaders().toString()).contains(kind.onTheWire);
		List<String> told = new ArrayList<>(List.of(output.toString()));
		context().getBean(RecordingListener.class).all().stream().map(ClientEvent::toString).forEach(told::add);
		for (String page : List.of("/httpwrapper", "/httpwrapper/orders", "/httpwrapper/orders/settings",
				"/httpwrapper/orders/calls", "/metrics", "/health")) {
			told.add(page(page));
		}
		assertThat(output).contains("/here -> 200", "call 1 GET");
		assertThat(told).hasSizeGreaterThan(7)
			.noneMatch((text) -> text.contains("hush") || text.contains(kind.onTheWire)
					|| text.contains(sent("/here").getHeader(kind.header)));
	}

	private void start(Kind kind, Path folder, String... more) throws IOException {
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--spring.main.banner-mode=off",
				"--spring.reactor.netty.shutdown-quiet-period=0s", "--management.health.redis.enabled=false",
				// wants the whole of Spring Security
				"--spring.autoconfigure.exclude=org.springframework.boot.security.oauth2.client.autoconfigure.reactive.ReactiveOAuth2ClientWebSecurityAutoConfiguration",
				"--httpwrapper.clients.orders.base-url=" + upstream.baseUrl(),
				"--httpwrapper.clients.orders.retry.min-backoff=1ms"));
		String file = Files.writeString(folder.resolve("token"), "hush-token").toString();
		kind.properties.stream()
			.map((property) -> property.replace("FILE", file).replace("SERVER", upstream.baseUrl()))
			.forEach((property) -> arguments
				.add(property.startsWith("auth") ? "--httpwrapper.clients.orders." + property : "--" + property));
		arguments.addAll(Arrays.asList(more));
		this.application = new SpringApplicationBuilder(App.class).web(WebApplicationType.REACTIVE)
			.run(arguments.toArray(String[]::new));
	}

	private ConfigurableApplicationContext context() {
		return Objects.requireNonNull(this.application);
	}

	private @Nullable String call(String path) {
		return context().getBean("ordersWebClient", WebClient.class)
			.get()
			.uri(path)
			.exchangeToMono((response) -> response.bodyToMono(String.class))
			.block(PATIENCE);
	}

	private String page(String path) {
		String port = context().getEnvironment().getProperty("local.server.port");
		return new String(Objects.requireNonNull(WebClient.create("http://localhost:" + port + "/actuator")
			.get()
			.uri(path)
			.retrieve()
			.bodyToMono(byte[].class)
			.block(PATIENCE)), StandardCharsets.UTF_8);
	}

	private static LoggedRequest sent(String path) {
		return upstream.findAll(WireMock.getRequestedFor(WireMock.urlEqualTo(path))).get(0);
	}

	enum Kind {

		BASIC("Authorization", "Basic bWU6aHVzaA==", "auth.basic.username=me", "auth.basic.password=hush"),

		BEARER_TOKEN("Authorization", "Bearer hush-token", "auth.bearer.token=hush-token"),

		BEARER_FILE("Authorization", "Bearer hush-token", "auth.bearer.token-file=FILE"),

		SIGNATURE("Signature", "sig1=:", "auth.signature.key-id=me", "auth.signature.secret=hush"),

		OAUTH2("Authorization", "Bearer hush-token", "auth.oauth2.registration=shop",
				"spring.security.oauth2.client.registration.shop.client-id=me",
				"spring.security.oauth2.client.registration.shop.client-secret=hush",
				"spring.security.oauth2.client.registration.shop.authorization-grant-type=client_credentials",
				"spring.security.oauth2.client.provider.shop.token-uri=SERVER/token");

		private final String header;

		private final String onTheWire;

		private final List<String> properties;

		Kind(String header, String onTheWire, String... properties) {
			this.header = header;
			this.onTheWire = onTheWire;
			this.properties = List.of(properties);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class App {

		@Bean
		RecordingListener recordingListener() {
			return new RecordingListener();
		}

	}

}
