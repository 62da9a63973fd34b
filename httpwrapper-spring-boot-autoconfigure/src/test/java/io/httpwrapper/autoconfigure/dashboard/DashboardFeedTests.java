package io.httpwrapper.autoconfigure.dashboard;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.httpwrapper.autoconfigure.HttpWrapperAutoConfiguration;
import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.fixture.FakeUpstream;
import io.httpwrapper.timing.TimeAndChance;
import io.httpwrapper.timing.VirtualWorld;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What pages are told, in virtual time.
 */
class DashboardFeedTests {

	private final VirtualWorld world = new VirtualWorld();

	private final FakeUpstream upstream = new FakeUpstream();

	private final ReactiveWebApplicationContextRunner application = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HttpWrapperAutoConfiguration.class, WebClientAutoConfiguration.class,
				EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class, DashboardAutoConfiguration.class))
		.withBean(TimeAndChance.class, this.world::timeAndChance)
		.withBean(WebClientCustomizer.class, () -> (builder) -> builder.exchangeFunction(this.upstream))
		.withPropertyValues("management.endpoints.web.exposure.include=httpwrapper-dashboard",
				"management.endpoint.httpwrapper-dashboard.access=READ_ONLY", "spring.application.name=shop",
				"httpwrapper.clients.users.base-url=http://users.internal",
				"httpwrapper.clients.users.circuit-breaker.failure-threshold=3",
				"httpwrapper.clients.users.retry.max-attempts=2");

	@Test
	void nothingIsKeptUntilAPageAsks() {
		this.upstream.replies(200);

		this.application.run((context) -> {
			call(context);
			this.world.advance(Duration.ofMinutes(1));

			assertThat(feed(context).isInUse()).isFalse();
			assertThat(ask(context, "").rows("ok")).isEmpty();
		});
	}

	@Test
	void nothingIsKeptHalfAMinuteAfterTheLastPageAsked() {
		this.upstream.replies(200);

		this.application.run((context) -> {
			String last = ask(context, "").last();
			this.world.advance(Duration.ofSeconds(30));
			assertThat(feed(context).isInUse()).isTrue();
			this.world.advance(Duration.ofSeconds(1));

			assertThat(feed(context).isInUse()).isFalse();
			assertThat(ask(context, last).facts()).isNotNull();
		});
	}

	@Test
	void pageThatAsksKeepsTheSession() {
		this.application.run((context) -> {
			String last = ask(context, "").last();
			for (int i = 0; i < 6; i++) {
				this.world.advance(Duration.ofSeconds(20));
				last = ask(context, last).last();
			}

			assertThat(ask(context, "").rows("ok")).hasSize(120);
		});
	}

	@Test
	void firstAnswerSaysWhereThingsAre() {
		this.application.run((context) -> {
			Answer first = ask(context, "");

			assertThat(first.facts()).containsEntry("application", "shop")
				.containsEntry("endpoint", "")
				.containsEntry("readOnlyBecause", "the endpoint httpwrapper is not exposed");
			assertThat(first.clients()).containsOnlyKeys("default", "users");
			assertThat(ask(context, first.last()).facts()).isNull();
			assertThat(ask(context, first.last()).clients()).isNull();
		});
	}

	@Test
	void circuitThatOpensIsInTheNextAnswer() {
		this.upstream.replies(500);

		this.application.run((context) -> {
			String last = ask(context, "").last();
			call(context);
			call(context);
			Answer answer = ask(context, last);

			assertThat(answer.circuits()).containsKey("users.internal:80");
			assertThat(answer.circuits().get("users.internal:80")).containsEntry("state", "open");
			assertThat(answer.events("circuit-changed")).singleElement()
				.satisfies((event) -> assertThat(event).containsEntry("client", "users")
					.containsEntry("key", "users.internal:80")
					.containsEntry("to", "open"));
			assertThat(ask(context, answer.last()).events("circuit-changed")).isEmpty();
		});
	}

	@Test
	void whatAPageMissedIsInItsNextAnswer() {
		this.upstream.replies(200).replies(200).replies(500).replies(200);

		this.application.run((context) -> {
			Answer first = ask(context, "");
			call(context);
			this.world.advance(Duration.ofSeconds(1));
			call(context);
			call(context);
			this.world.advance(Duration.ofSeconds(20));
			Answer next = ask(context, first.last());

			assertThat(next.rows("ok")).startsWith(1L, 2L, 0L).hasSize(21);
			assertThat(next.rows("okAttempts")).startsWith(1L, 2L, 0L);
			assertThat(next.rows("badAttempts")).startsWith(0L, 1L, 0L);
			assertThat(next.rows("retries")).startsWith(0L, 1L, 0L);
			assertThat(next.events("retry-scheduled")).hasSize(1);
			assertThat(ask(context, next.last()).rows("ok")).isEmpty();
		});
	}

	@Test
	void eachPageReadsAtItsOwnSpeed() {
		this.application.run((context) -> {
			String slow = ask(context, "").last();
			this.world.advance(Duration.ofSeconds(1));
			String quick = ask(context, slow).last();
			this.world.advance(Duration.ofSeconds(1));

			assertThat(ask(context, quick).rows("ok")).hasSize(1);
			assertThat(ask(context, slow).rows("ok")).hasSize(2);
		});
	}

	@Test
	void fiveMinutesAreKept() {
		this.application.run((context) -> {
			for (int i = 0; i < 20; i++) {
				ask(context, "");
				this.world.advance(Duration.ofSeconds(20));
			}

			assertThat(ask(context, "").rows("ok")).hasSize(301);
		});
	}

	@Test
	void pageOfAnotherRunGetsAllThatIsKept() {
		this.application.run((context) -> {
			ask(context, "");
			this.world.advance(Duration.ofSeconds(3));

			for (String last : List.of("another-7", "nonsense", feed(context) + "-x")) {
				assertThat(ask(context, last).facts()).isNotNull();
				assertThat(ask(context, last).rows("ok")).hasSize(3);
			}
		});
	}

	@Test
	void whatHappenedBeforeIsToldOnce() {
		this.upstream.replies(500).replies(200);

		this.application.run((context) -> {
			call(context);
			this.world.advance(Duration.ofSeconds(1));
			Answer first = ask(context, "");

			assertThat(first.events("retry-scheduled")).hasSize(1);
			assertThat(ask(context, first.last()).events("retry-scheduled")).isEmpty();
		});
	}

	@Test
	void sameEventSaidOftenIsToldOnceWithItsNumber() {
		this.upstream.then((request) -> Mono.error(new IOException("reset")));

		this.application
			.withPropertyValues("httpwrapper.clients.users.circuit-breaker.enabled=false",
					"httpwrapper.clients.users.retry.enabled=false")
			.run((context) -> {
				String last = ask(context, "").last();
				for (int i = 0; i < 1000; i++) {
					send(context);
				}
				Answer answer = ask(context, last);

				assertThat(answer.events("call-failed").stream().mapToInt(DashboardFeedTests::times).sum())
					.isEqualTo(1000);
				assertThat(answer.events("").size()).isLessThan(120); // one in each
																		// second
			});
	}

	@Test
	void contextThatClosesEndsTheSession() {
		DashboardFeed[] feed = new DashboardFeed[1];
		this.application.run((context) -> {
			feed[0] = feed(context);
			ask(context, "");
			assertThat(feed[0].isInUse()).isTrue();
		});

		assertThat(feed[0].isInUse()).isFalse();
		assertThat(feed[0].data("")).contains("\"run\"");
		assertThat(feed[0].isInUse()).isFalse();
	}

	private static int times(Map<String, Object> event) {
		return (Integer) event.getOrDefault("times", 1);
	}

	/** With all that follows from it. */
	private void call(ApplicationContext context) {
		send(context);
		this.world.advance(Duration.ofMillis(100));
	}

	private static void send(ApplicationContext context) {
		context.getBean("usersWebClient", WebClient.class)
			.get()
			.uri("/1")
			.retrieve()
			.toBodilessEntity()
			.onErrorResume((error) -> Mono.empty())
			.subscribe();
	}

	private static DashboardFeed feed(ApplicationContext context) {
		assertThat(context.getBean(ClientRegistry.class).all()).isNotEmpty();
		return context.getBean(DashboardFeed.class);
	}

	private static Answer ask(ApplicationContext context, String after) {
		return new Answer(JsonParserFactory.getJsonParser().parseMap(feed(context).data(after)));
	}

	@SuppressWarnings("unchecked")
	private record Answer(Map<String, Object> json) {

		String last() {
			return (String) this.json.get("last");
		}

		Map<String, Object> facts() {
			return (Map<String, Object>) this.json.get("facts");
		}

		Map<String, Object> clients() {
			return (Map<String, Object>) this.json.get("clients");
		}

		Map<String, Map<String, Object>> circuits() {
			Map<String, Object> users = (Map<String, Object>) clients().get("users");
			return (Map<String, Map<String, Object>>) users.get("circuits");
		}

		/** A column of the client's rows. */
		List<Long> rows(String column) {
			List<Long> values = new ArrayList<>();
			for (Map<String, Map<String, List<Number>>> sample : (List<Map<String, Map<String, List<Number>>>>) this.json
				.get("samples")) {
				values.add(sample.get("clients").get("users").get(WatchedClient.COLUMNS.indexOf(column)).longValue());
			}
			return values;
		}

		/** The events of a type, or all. */
		List<Map<String, Object>> events(String type) {
			return ((List<Map<String, Object>>) this.json.get("events")).stream()
				.filter((event) -> type.isEmpty() || type.equals(event.get("type")))
				.toList();
		}

	}

}
