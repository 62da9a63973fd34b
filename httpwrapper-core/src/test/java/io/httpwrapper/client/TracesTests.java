package io.httpwrapper.client;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.httpwrapper.client.TestClient.Call;
import io.httpwrapper.fixture.FakeUpstream;
import io.httpwrapper.fixture.Traces;
import io.httpwrapper.observation.AttemptObservationContext;
import io.httpwrapper.pipeline.call.CallObservation;
import io.httpwrapper.plugin.ClientPlugin;
import io.micrometer.observation.Observation;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The spans of calls and attempts, and which of them the remote sees, with OpenTelemetry
 * behind Micrometer Tracing.
 */
class TracesTests {

	private static final String CALL = "http get";

	private static final String ATTEMPT = "attempt get";

	private static final String SOON_STALE = "Cache-Control: max-age=60, stale-while-revalidate=30";

	private static final String ROOT = "0000000000000000";

	private final Traces traces = new Traces();

	private final TestClient test = new TestClient().observeAttempts(this.traces.registry());

	private final FakeUpstream upstream = this.test.upstream;

	@Test
	void eachAttemptIsASpanBelowItsCallAndTheParentOfWhatTheRemoteDoes() {
		this.upstream.replies(503).fails(new IOException("reset")).replies(200);

		this.test.get();
		this.test.advance(Duration.ofSeconds(2));

		SpanData call = this.traces.span(CALL);
		List<SpanData> attempts = this.traces.spans(ATTEMPT);
		assertThat(attempts).hasSize(3).allSatisfy((attempt) -> {
			assertThat(attempt.getTraceId()).isEqualTo(call.getTraceId());
			assertThat(attempt.getParentSpanId()).isEqualTo(call.getSpanId());
			assertThat(attempt.getKind()).isEqualTo(SpanKind.CLIENT);
		});
		assertThat(sentTraceparents()).containsExactlyElementsOf(attempts.stream().map(Traces::traceparent).toList());
		assertThat(tags(attempts.get(0), "attempt", "status", "verdict")).containsExactly("1", "503", "failure");
		assertThat(tags(attempts.get(2), "attempt", "status", "verdict")).containsExactly("3", "200", "success");
		assertThat(attempts.get(1).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
		assertThat(call.getStatus().getStatusCode()).isNotEqualTo(StatusCode.ERROR);
	}

	@Test
	void remoteSeesTheCallWhereAttemptsAreNotObserved() {
		TestClient plain = new TestClient().observe(this.traces.registry());
		plain.upstream.replies(503).replies(200);

		plain.get();
		plain.advance(Duration.ofSeconds(1));

		assertThat(this.traces.spans()).hasSize(1);
		assertThat(plain.upstream.requests()).hasSize(2)
			.allSatisfy((request) -> assertThat(traceparent(request))
				.isEqualTo(Traces.traceparent(this.traces.span(CALL))));
	}

	@Test
	void callIsPartOfTheTraceThatItWasMadeIn() {
		this.upstream.replies(200);

		Observation work = Observation.createNotStarted("work", this.traces.registry()).start();
		work.scoped((Runnable) this.test::get);
		work.stop();

		assertThat(this.traces.span(CALL).getParentSpanId()).isEqualTo(this.traces.span("work").getSpanId());
		assertThat(this.traces.span(ATTEMPT).getParentSpanId()).isEqualTo(this.traces.span(CALL).getSpanId());
	}

	@Test
	void spanThatIsCurrentOnTheThreadIsNotTakenForTheCalls() {
		this.upstream.replies(200);

		Span own = this.traces.tracer().nextSpan().name("own").start();
		try (Tracer.SpanInScope scope = this.traces.tracer().withSpan(own)) {
			assertThat(scope).isNotNull();
			this.test.get();
		}
		own.end();

		assertThat(this.traces.span(CALL).getParentSpanId()).isEqualTo(this.traces.span("own").getSpanId());
		assertThat(this.traces.span(ATTEMPT).getParentSpanId()).isEqualTo(this.traces.span(CALL).getSpanId());
	}

	@Test
	void attemptThatWaitedForAnotherCallsPlaceStaysInItsOwnTrace() {
		this.test.bulkhead(1, 1, "10s");
		this.upstream.repliesWith(200, Flux.never()).replies(200);
		Call first = this.test.get();
		Call second = this.test.get();

		Observation other = Observation.createNotStarted("other", this.traces.registry()).start();
		other.scoped(first::cancel);
		other.stop();

		assertThat(second.status()).isEqualTo(200);
		List<SpanData> attempts = this.traces.spans(ATTEMPT);
		List<SpanData> calls = this.traces.spans(CALL);
		assertThat(attempts).hasSize(2);
		assertThat(attempts).extracting(SpanData::getTraceId).doesNotHaveDuplicates();
		assertThat(attempts.get(1).getParentSpanId()).isEqualTo(calls.get(1).getSpanId());
		assertThat(attempts.get(1).getTraceId()).isNotEqualTo(this.traces.span("other").getTraceId());
	}

	@Test
	void attemptAfterAPauseStaysBelowItsCall() {
		this.upstream.replies(503).replies(200);
		this.test.get();

		Observation other = Observation.createNotStarted("other", this.traces.registry()).start();
		other.scoped(() -> this.test.advance(Duration.ofSeconds(1)));
		other.stop();

		assertThat(this.traces.spans(ATTEMPT)).hasSize(2)
			.allSatisfy(
					(attempt) -> assertThat(attempt.getParentSpanId()).isEqualTo(this.traces.span(CALL).getSpanId()));
	}

	@Test
	void pluginsAroundAttemptsSeeTheAttemptInTheReactorContext() {
		List<String> seen = new ArrayList<>();
		this.test.plugin(new ClientPlugin() {

			@Override
			public Mono<ClientResponse> aroundAttempt(ClientRequest request, ExchangeFunction next) {
				return Mono.deferContextual((context) -> {
					Observation attempt = context.get(CallObservation.KEY);
					seen.add(((AttemptObservationContext) attempt.getContextView()).getAttempt() + " "
							+ traceparent(request) + " " + context.get("user"));
					return next.exchange(request);
				});
			}

		});
		this.upstream.replies(503).replies(200);

		this.test.webClient()
			.get()
			.uri("/users/1")
			.retrieve()
			.toBodilessEntity()
			.contextWrite((context) -> context.put("user", "ada"))
			.subscribe();
		this.test.advance(Duration.ofSeconds(1));

		List<SpanData> attempts = this.traces.spans(ATTEMPT);
		assertThat(seen).containsExactly("1 " + Traces.traceparent(attempts.get(0)) + " ada",
				"2 " + Traces.traceparent(attempts.get(1)) + " ada");
	}

	@Test
	void renewalInTheBackgroundHasATraceOfItsOwn() {
		this.test.cache();
		this.upstream.repliesText(200, "old", SOON_STALE).repliesText(200, "new", SOON_STALE);
		this.test.get();
		this.test.advance(Duration.ofSeconds(61));

		Observation other = Observation.createNotStarted("other", this.traces.registry()).start();
		other.scoped(() -> {
			assertThat(this.test.get().body()).isEqualTo("old");
			this.test.advance(Duration.ofSeconds(1));
		});
		other.stop();

		SpanData renewal = this.traces.spans(ATTEMPT).get(1);
		assertThat(renewal.getParentSpanId()).isEqualTo(ROOT);
		assertThat(this.traces.spans(CALL)).extracting(SpanData::getTraceId).doesNotContain(renewal.getTraceId());
		assertThat(renewal.getTraceId()).isNotEqualTo(this.traces.span("other").getTraceId());
		assertThat(sentTraceparents().get(1)).isEqualTo(Traces.traceparent(renewal));
	}

	@Test
	void renewalIsNotSentInTheTraceOfTheCallThatGaveOccasionToIt() {
		TestClient plain = new TestClient().observe(this.traces.registry()).cache();
		plain.upstream.repliesText(200, "old", SOON_STALE).repliesText(200, "new", SOON_STALE);
		plain.get();
		plain.advance(Duration.ofSeconds(61));

		plain.send(plain.webClient().get().uri("/users/1").header("baggage", "tenant=1").header("b3", "0"));
		plain.advance(Duration.ofSeconds(1));

		assertThat(plain.upstream.requests()).hasSize(2);
		HttpHeaders renewal = plain.upstream.requests().get(1).headers();
		assertThat(renewal.headerNames()).doesNotContain("traceparent", "tracestate", "b3");
		assertThat(renewal.getFirst("baggage")).isEqualTo("tenant=1");
	}

	@Test
	void requestForSeveralCallsIsInTheTraceOfTheOneThatLeads() {
		this.test.cache();
		Sinks.One<ClientResponse> answer = this.upstream.repliesLater();
		Observation leader = Observation.createNotStarted("leader", this.traces.registry()).start();
		leader.scoped((Runnable) this.test::get);
		leader.stop();
		this.test.get();

		answer.tryEmitValue(this.upstream.response(200, Flux.just(FakeUpstream.buffer("Ada")), SOON_STALE));

		assertThat(this.traces.spans(CALL)).hasSize(2);
		assertThat(this.traces.span(ATTEMPT).getTraceId()).isEqualTo(this.traces.span("leader").getTraceId());
	}

	private List<String> sentTraceparents() {
		return this.upstream.requests().stream().map(TracesTests::traceparent).toList();
	}

	private static String traceparent(ClientRequest request) {
		assertThat(request.headers().get("traceparent")).hasSize(1);
		return Objects.requireNonNull(request.headers().getFirst("traceparent"));
	}

	private static List<String> tags(SpanData span, String... names) {
		return List.of(names).stream().map((name) -> span.getAttributes().get(AttributeKey.stringKey(name))).toList();
	}

}
