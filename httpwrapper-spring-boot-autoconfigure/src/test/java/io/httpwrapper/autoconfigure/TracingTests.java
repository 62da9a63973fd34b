package io.httpwrapper.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.event.EventType;
import io.httpwrapper.observation.AttemptObservationContext;
import io.httpwrapper.observation.AttemptObservationConvention;
import io.httpwrapper.plugin.ClientPlugin;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A whole application with OpenTelemetry, and what goes over the wire.
 */
class TracingTests {

	private static final WireMockServer upstream = new WireMockServer(WireMockConfiguration.options().dynamicPort());

	private ConfigurableApplicationContext application;

	@BeforeAll
	static void startUpstream() {
		upstream.start();
	}

	@AfterAll
	static void stopUpstream() {
		upstream.stop();
	}

	@BeforeEach
	void failOnce() {
		upstream.resetAll();
		upstream.stubFor(WireMock.get("/item")
			.inScenario("once")
			.whenScenarioStateIs(Scenario.STARTED)
			.willSetStateTo("up")
			.willReturn(WireMock.serviceUnavailable()));
		upstream.stubFor(
				WireMock.get("/item").inScenario("once").whenScenarioStateIs("up").willReturn(WireMock.ok("item")));
	}

	@AfterEach
	void close() {
		this.application.close();
		Hooks.disableAutomaticContextPropagation();
	}

	@Test
	void remoteSeesTheSpanOfEachAttempt() {
		start("--httpwrapper.clients.orders.observation.attempts=true");

		call();

		assertThatTheRemoteSawTheAttempts();
	}

	@Test
	void remoteSeesTheSpanOfEachAttemptOfABlockingClient() {
		start("--httpwrapper.clients.orders.observation.attempts=true");

		String body = this.application.getBean("ordersRestClient", RestClient.class)
			.get()
			.uri("/item")
			.retrieve()
			.body(String.class);

		assertThat(body).isEqualTo("item");
		assertThatTheRemoteSawTheAttempts();
	}

	@Test
	void callAloneIsASpanUnlessAskedFor() {
		start();

		call();

		SpanData call = spans("http get").get(0);
		assertThat(spans("attempt get")).isEmpty();
		assertThat(sent()).hasSize(2).containsOnly(call.getTraceId() + "-" + call.getSpanId());
	}

	@Test
	void logFieldsAreTheCallsOwnOnAllThreads() {
		start("--httpwrapper.defaults.observation.attempts=true", "--spring.reactor.context-propagation=auto");

		Observation work = Observation.createNotStarted("work", this.application.getBean(ObservationRegistry.class))
			.start();
		work.scoped(this::call);
		work.stop();

		String trace = spans("work").get(0).getTraceId();
		List<String> attempts = spans("attempt get").stream().map(SpanData::getSpanId).toList();
		Looking looking = this.application.getBean(Looking.class);
		assertThat(looking.seen("plugin")).containsExactly(trace + "-" + attempts.get(0),
				trace + "-" + attempts.get(1));
		assertThat(looking.seen("ATTEMPT_COMPLETED")).isEqualTo(looking.seen("plugin"));
		assertThat(looking.seen("RETRY_SCHEDULED")).hasSize(1).allMatch((fields) -> fields.startsWith(trace));
		assertThat(looking.seen("CALL_SUCCEEDED")).hasSize(1).allMatch((fields) -> fields.startsWith(trace));
	}

	@Test
	void logFieldsOfABlockingCallAreItsOwnOnAllThreads() {
		start("--httpwrapper.defaults.observation.attempts=true", "--spring.reactor.context-propagation=auto");

		Observation work = Observation.createNotStarted("work", this.application.getBean(ObservationRegistry.class))
			.start();
		work.scoped(() -> this.application.getBean("ordersRestClient", RestClient.class)
			.get()
			.uri("/item")
			.retrieve()
			.toBodilessEntity());
		work.stop();

		String trace = spans("work").get(0).getTraceId();
		List<String> attempts = spans("attempt get").stream().map(SpanData::getSpanId).toList();
		Looking looking = this.application.getBean(Looking.class);
		assertThat(looking.seen("plugin")).containsExactly(trace + "-" + attempts.get(0),
				trace + "-" + attempts.get(1));
		assertThat(looking.seen("RETRY_SCHEDULED")).hasSize(1).allMatch((fields) -> fields.startsWith(trace));
		assertThat(looking.seen("CALL_SUCCEEDED")).hasSize(1).allMatch((fields) -> fields.startsWith(trace));
	}

	@Test
	void blockingCallsThatShareARequestKeepTheirTraces() throws Exception {
		upstream.resetAll();
		upstream.stubFor(WireMock.get("/item")
			.willReturn(WireMock.ok("item").withHeader("Cache-Control", "max-age=60").withFixedDelay(500)));
		start("--httpwrapper.clients.orders.cache.enabled=true", "--spring.reactor.context-propagation=auto");

		List<Thread> callers = new ArrayList<>();
		for (int caller = 0; caller < 3; caller++) {
			Observation work = Observation.start("work " + caller, this.application.getBean(ObservationRegistry.class));
			Thread thread = new Thread(() -> {
				work.scoped(() -> this.application.getBean("ordersRestClient", RestClient.class)
					.get()
					.uri("/item")
					.retrieve()
					.toBodilessEntity());
				work.stop();
			});
			callers.add(thread);
			thread.start();
		}
		for (Thread caller : callers) {
			caller.join();
		}

		List<String> traces = new ArrayList<>();
		for (int caller = 0; caller < 3; caller++) {
			traces.add(spans("work " + caller).get(0).getTraceId());
		}
		assertThat(spans("http get")).extracting(SpanData::getTraceId).containsExactlyInAnyOrderElementsOf(traces);
		assertThat(this.application.getBean(Looking.class).seen("CALL_SUCCEEDED"))
			.extracting((fields) -> fields.substring(0, fields.indexOf('-')))
			.containsExactlyInAnyOrderElementsOf(traces);
		assertThat(upstream.getAllServeEvents()).hasSize(1);
	}

	@Test
	void conventionOfAClientIsABeanNamedAfterIt() {
		start("--httpwrapper.defaults.observation.attempts=true");

		call();
		upstream.resetScenarios();
		this.application.getBean("usersWebClient", WebClient.class)
			.get()
			.uri("/item")
			.retrieve()
			.toBodilessEntity()
			.block();

		assertThat(spans("attempt get")).hasSize(2);
		assertThat(spans("users asked")).hasSize(2);
	}

	private void assertThatTheRemoteSawTheAttempts() {
		SpanData call = spans("http get").get(0);
		List<SpanData> attempts = spans("attempt get");
		assertThat(attempts).hasSize(2).allSatisfy((attempt) -> {
			assertThat(attempt.getTraceId()).isEqualTo(call.getTraceId());
			assertThat(attempt.getParentSpanId()).isEqualTo(call.getSpanId());
		});
		assertThat(sent()).containsExactly(attempts.get(0).getTraceId() + "-" + attempts.get(0).getSpanId(),
				attempts.get(1).getTraceId() + "-" + attempts.get(1).getSpanId());
	}

	private void call() {
		String body = this.application.getBean("ordersWebClient", WebClient.class)
			.get()
			.uri("/item")
			.retrieve()
			.bodyToMono(String.class)
			.block();
		assertThat(body).isEqualTo("item");
	}

	private List<SpanData> spans(String name) {
		this.application.getBean(SdkTracerProvider.class).forceFlush().join(10, TimeUnit.SECONDS);
		return this.application.getBean(InMemorySpanExporter.class)
			.getFinishedSpanItems()
			.stream()
			.filter((span) -> span.getName().equals(name))
			.toList();
	}

	/** The traces and spans that the remote was told of, in order. */
	private static List<String> sent() {
		List<String> sent = new ArrayList<>();
		for (ServeEvent event : upstream.getAllServeEvents()) {
			List<String> values = event.getRequest().header("traceparent").values();
			assertThat(values).hasSize(1);
			sent.add(0, values.get(0).substring(3, 52));
		}
		return sent;
	}

	private void start(String... properties) {
		List<String> arguments = new ArrayList<>(List.of(properties));
		arguments.add("--spring.main.banner-mode=off");
		arguments.add("--spring.reactor.netty.shutdown-quiet-period=0s");
		arguments.add("--management.tracing.sampling.probability=1");
		arguments.add("--httpwrapper.defaults.retry.min-backoff=1ms");
		arguments.add("--httpwrapper.defaults.retry.max-backoff=2ms");
		arguments.add("--httpwrapper.clients.orders.base-url=" + upstream.baseUrl());
		arguments.add("--httpwrapper.clients.users.base-url=" + upstream.baseUrl());
		this.application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.run(arguments.toArray(String[]::new));
	}

	/**
	 * Keeps the log fields of those who are asked or told.
	 */
	static final class Looking implements ClientPlugin, ClientEventListener {

		private final List<String> seen = new CopyOnWriteArrayList<>();

		@Override
		public Mono<ClientResponse> aroundAttempt(ClientRequest request, ExchangeFunction next) {
			look("plugin");
			return next.exchange(request);
		}

		@Override
		public Set<EventType> types() {
			return Set.of(EventType.ATTEMPT_COMPLETED, EventType.RETRY_SCHEDULED, EventType.CALL_SUCCEEDED);
		}

		@Override
		public void onEvent(ClientEvent event) {
			look(event.type().name());
		}

		private void look(String who) {
			@Nullable String trace = MDC.get("traceId");
			this.seen.add(who + " " + trace + "-" + MDC.get("spanId"));
		}

		List<String> seen(String who) {
			return this.seen.stream()
				.filter((line) -> line.startsWith(who + " "))
				.map((line) -> line.substring(who.length() + 1))
				.toList();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		InMemorySpanExporter spanExporter() {
			return InMemorySpanExporter.create();
		}

		@Bean
		Looking looking() {
			return new Looking();
		}

		@Bean
		AttemptObservationConvention usersAttemptObservationConvention() {
			return new AttemptObservationConvention() {

				@Override
				public String getName() {
					return "users.asked";
				}

				@Override
				public String getContextualName(AttemptObservationContext context) {
					return context.getClient() + " asked";
				}

			};
		}

	}

}
