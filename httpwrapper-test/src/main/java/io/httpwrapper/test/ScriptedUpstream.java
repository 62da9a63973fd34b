package io.httpwrapper.test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpStatusCode;
import org.springframework.mock.http.client.reactive.MockClientHttpRequest;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeStrategies;
import org.springframework.web.reactive.function.client.WebClientRequestException;

/**
 * The remote of one client, as a script: each request takes the next answer, and the last
 * one holds from then on. Thread-safe.
 */
public final class ScriptedUpstream {

	private static final Duration NEVER = Duration.ofDays(365);

	private final String client;

	private final Scheduler scheduler;

	private final ExchangeStrategies strategies;

	private final Deque<Function<RecordedRequest, Answer>> script = new ArrayDeque<>();

	private final List<RecordedRequest> requests = new ArrayList<>();

	ScriptedUpstream(String client, Scheduler scheduler, ExchangeStrategies strategies) {
		this.client = client;
		this.scheduler = scheduler;
		this.strategies = strategies;
	}

	/** Adds answers with these statuses. */
	public ScriptedUpstream answers(int... statuses) {
		Arrays.stream(statuses).forEach((status) -> answers(Answer.status(status)));
		return this;
	}

	/** Adds answers. */
	public ScriptedUpstream answers(Answer... answers) {
		Arrays.stream(answers).forEach((answer) -> answers((request) -> answer));
		return this;
	}

	/** Adds an answer that depends on the request. */
	public ScriptedUpstream answers(Function<RecordedRequest, Answer> answer) {
		synchronized (this.script) {
			this.script.add(answer);
		}
		return this;
	}

	/** Forgets the script, for another one. */
	public ScriptedUpstream clear() {
		synchronized (this.script) {
			this.script.clear();
		}
		return this;
	}

	/** The requests so far, oldest first: a copy. */
	public List<RecordedRequest> requests() {
		synchronized (this.script) {
			return List.copyOf(this.requests);
		}
	}

	void reset() {
		synchronized (this.script) {
			this.script.clear();
			this.requests.clear();
		}
	}

	Mono<ClientResponse> send(ClientRequest request) {
		MockClientHttpRequest written = new MockClientHttpRequest(request.method(), request.url());
		return request.writeTo(written, this.strategies)
			.then(Mono.defer(() -> body(written)))
			.map((body) -> new RecordedRequest(request.method(), request.url(), written.getHeaders(), body))
			.flatMap((recorded) -> answer(recorded, request));
	}

	/** A request without a body is never written to. */
	private static Mono<String> body(MockClientHttpRequest written) {
		return written.getBodyAsString().onErrorReturn(IllegalStateException.class, "");
	}

	private Mono<ClientResponse> answer(RecordedRequest recorded, ClientRequest request) {
		Answer answer = next(recorded);
		Duration after = answer.after();
		if (after == null) {
			// a pause of its own, so that flowing time runs into the timeouts
			return Mono.delay(NEVER, this.scheduler).then(Mono.never());
		}
		Mono<ClientResponse> given = Mono.defer(() -> given(answer, request));
		return after.isZero() ? given : Mono.delay(after, this.scheduler).then(given);
	}

	private Answer next(RecordedRequest recorded) {
		Function<RecordedRequest, Answer> next;
		synchronized (this.script) {
			this.requests.add(recorded);
			next = (this.script.size() > 1) ? this.script.remove() : this.script.peek();
		}
		if (next == null) {
			throw new IllegalStateException("Client '" + this.client + "' sent " + recorded
					+ ", but the test has no answer: script one with upstreams.of(\"" + this.client
					+ "\").answers(200)");
		}
		return next.apply(recorded);
	}

	private Mono<ClientResponse> given(Answer answer, ClientRequest request) {
		IOException fault = answer.fault();
		if (fault != null) {
			return Mono.error(new WebClientRequestException(fault, request.method(), request.url(), request.headers()));
		}
		return Mono.just(ClientResponse.create(HttpStatusCode.valueOf(answer.status()), this.strategies)
			.headers((headers) -> headers.addAll(answer.headers()))
			.body(Flux.defer(() -> bodyOf(answer)))
			.build());
	}

	private static Flux<DataBuffer> bodyOf(Answer answer) {
		byte[] bytes = answer.body();
		int length = answer.isTruncated() ? bytes.length / 2 : bytes.length;
		@Nullable DataBuffer part = (length > 0) ? DefaultDataBufferFactory.sharedInstance.wrap(Arrays.copyOf(bytes, length))
				: null;
		Flux<DataBuffer> body = (part != null) ? Flux.just(part) : Flux.empty();
		return answer.isTruncated()
				? body.concatWith(Mono.error(new IOException("Connection closed within the body (scripted)"))) : body;
	}

}
