package io.httpwrapper.pipeline.plugin;

import java.io.IOException;

import io.httpwrapper.error.CallRejectedException;
import io.httpwrapper.pipeline.body.ResponseBodies;
import io.httpwrapper.pipeline.call.CallObservation;
import io.httpwrapper.pipeline.call.CallRequest;
import io.httpwrapper.pipeline.call.ClientCore;
import io.httpwrapper.pipeline.call.FailureReason;
import io.httpwrapper.pipeline.call.Judge;
import io.httpwrapper.pipeline.call.Stage;
import io.httpwrapper.pipeline.call.UserCode;
import io.httpwrapper.plugin.Fallback;
import io.httpwrapper.response.StoredClientResponse;
import io.httpwrapper.settings.FallbackBody;
import io.httpwrapper.settings.FallbackCause;
import io.httpwrapper.settings.FallbackSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeStrategies;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Replaces a failure with an answer: that of the application's {@link Fallback}, else
 * that of the {@link FallbackSettings}. Without either, the failure is handed on
 * unchanged.
 */
public final class FallbackFilter implements Stage {

	/** Header of answers by a fallback; its value is the reason. */
	public static final String HEADER = "HttpWrapper-Fallback";

	private static final Log logger = LogFactory.getLog(FallbackFilter.class);

	private final FallbackSettings settings;

	private final ClientCore core;

	private final Judge judge;

	private final @Nullable Fallback own;

	private final ExchangeStrategies strategies;

	private final Stage next;

	/**
	 * @param own the application's fallback, or null
	 * @param strategies decode the answer of the settings
	 */
	public FallbackFilter(ClientCore core, FallbackSettings settings, Judge judge, @Nullable Fallback own,
			ExchangeStrategies strategies, Stage next) {
		this.core = core;
		this.settings = settings;
		this.judge = judge;
		this.own = own;
		this.strategies = strategies;
		this.next = next;
	}

	@Override
	public void send(ClientRequest request, CoreSubscriber<? super ClientResponse> subscriber) {
		CallRequest call = CallRequest.require(request);
		this.next.mono(request)
			.flatMap((response) -> responded(response, request, call))
			.onErrorResume((error) -> failed(error, request, call))
			.subscribe(subscriber);
	}

	private Mono<ClientResponse> responded(ClientResponse response, ClientRequest request, CallRequest call) {
		int status = response.statusCode().value();
		// an answer of the cache itself is not a failure of the remote
		boolean failed = status >= 500 && call.attempt() > 0 && this.judge.judge(response).failed();
		if (!failed || !this.settings.on().contains(FallbackCause.STATUS)) {
			return Mono.just(response);
		}
		Fallback.Failure failure = new Fallback.Failure(FallbackCause.STATUS, "status-" + status, status, null);
		return ResponseBodies.holding(response, scheduler(), answer(request, failure))
			.flatMap((answer) -> ResponseBodies.holding(answer, scheduler(), release(response))
				.then(given(answer, request, call, failure)))
			.defaultIfEmpty(response);
	}

	private Mono<Void> release(ClientResponse response) {
		return ResponseBodies.release(response, scheduler());
	}

	private Scheduler scheduler() {
		return this.core.time().scheduler();
	}

	private Mono<ClientResponse> failed(Throwable error, ClientRequest request, CallRequest call) {
		FallbackCause cause = cause(error);
		if (cause == null || !this.settings.on().contains(cause) || !this.judge.judge(error).failed()) {
			return Mono.error(error);
		}
		Fallback.Failure failure = new Fallback.Failure(cause, FailureReason.of(error), 0, error);
		return answer(request, failure).flatMap((answer) -> given(answer, request, call, failure))
			.switchIfEmpty(Mono.error(error));
	}

	/**
	 * The kind of failure, or null if it is not a failure of the remote, such as a bug.
	 */
	private static @Nullable FallbackCause cause(Throwable error) {
		if (error instanceof CallRejectedException) {
			return FallbackCause.REJECTED;
		}
		if (FailureReason.isTimeout(error)) {
			return FallbackCause.TIMEOUT;
		}
		return (error instanceof WebClientRequestException || error instanceof IOException) ? FallbackCause.ERROR
				: null;
	}

	/** Never fails: an error of the application's fallback is only logged. */
	private Mono<ClientResponse> answer(ClientRequest request, Fallback.Failure failure) {
		return own(request, failure).switchIfEmpty(Mono.defer(() -> byProperty(request)));
	}

	/**
	 * Reports the answer when nothing is left to wait for. Until then the caller may
	 * still cancel.
	 */
	private static Mono<ClientResponse> given(ClientResponse answer, ClientRequest request, CallRequest call,
			Fallback.Failure failure) {
		return Mono.deferContextual((context) -> {
			ClientResponse marked = answer.mutate()
				.header(HEADER, failure.reason())
				.request(new StoredClientResponse.Request(request))
				.build();
			call.fallBack();
			call.core().events().fallbackAnswered(call, failure.reason(), marked.statusCode().value(), failure.error());
			CallObservation.response(context, marked);
			return Mono.just(marked);
		});
	}

	private Mono<ClientResponse> own(ClientRequest request, Fallback.Failure failure) {
		Fallback own = this.own;
		if (own == null) {
			return Mono.empty();
		}
		return UserCode.defer(() -> own.answer(request, failure)).onErrorResume((broken) -> {
			logger.warn("The Fallback of client '" + this.core.name() + "' failed for " + failure.reason(), broken);
			return Mono.empty();
		});
	}

	private Mono<ClientResponse> byProperty(ClientRequest request) {
		Integer status = this.settings.status();
		if (status == null || !this.settings.methods().contains(request.method().name())) {
			return Mono.empty();
		}
		ClientResponse.Builder answer = ClientResponse.create(HttpStatusCode.valueOf(status), this.strategies);
		FallbackBody body = this.settings.body();
		if (body != null) {
			answer.header(HttpHeaders.CONTENT_TYPE, this.settings.contentType())
				.header(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.content().length));
			if (!request.method().name().equals("HEAD")) {
				answer.body(Flux.defer(() -> Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(body.content()))));
			}
		}
		return Mono.just(answer.build());
	}

}
