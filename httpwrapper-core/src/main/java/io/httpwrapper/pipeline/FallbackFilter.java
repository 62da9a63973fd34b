package io.httpwrapper.pipeline;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

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

/**
 * Answers instead of a failure: by the application's {@link Fallback}, else by what
 * {@link FallbackSettings} say, else not at all. The failure is then handed on as it is.
 */
final class FallbackFilter implements Stage {

	/** Header of answers that a fallback gave: why. */
	static final String HEADER = "HttpWrapper-Fallback";

	private static final Log logger = LogFactory.getLog(FallbackFilter.class);

	private final FallbackSettings settings;

	private final @Nullable Fallback own;

	private final ExchangeStrategies strategies;

	private final Stage next;

	/**
	 * @param own the application's, or null
	 * @param strategies what the answer by property is decoded with
	 */
	FallbackFilter(FallbackSettings settings, @Nullable Fallback own, ExchangeStrategies strategies, Stage next) {
		this.settings = settings;
		this.own = own;
		this.strategies = strategies;
		this.next = next;
	}

	@Override
	public void send(ClientRequest request, CoreSubscriber<? super ClientResponse> subscriber) {
		Exchange exchange = Exchange.require(request);
		this.next.mono(request)
			.flatMap((response) -> responded(response, request, exchange))
			.onErrorResume((error) -> failed(error, request, exchange))
			.subscribe(subscriber);
	}

	private Mono<ClientResponse> responded(ClientResponse response, ClientRequest request, Exchange exchange) {
		int status = response.statusCode().value();
		// what the cache says instead of asking is no failure of the remote's
		boolean failed = status >= 500 && exchange.attempt > 0 && exchange.plan.judge(response, status).failed();
		if (!failed || !this.settings.on().contains(FallbackCause.STATUS)) {
			return Mono.just(response);
		}
		Fallback.Failure failure = new Fallback.Failure(FallbackCause.STATUS, "status-" + status, status, null);
		return ResponseBodies.holding(response, exchange, answer(request, exchange, failure))
			.flatMap((answer) -> ResponseBodies.holding(answer, exchange, release(response, exchange))
				.then(given(answer, request, exchange, failure)))
			.defaultIfEmpty(response);
	}

	private static Mono<Void> release(ClientResponse response, Exchange exchange) {
		return ResponseBodies.release(response, exchange.client.time().scheduler());
	}

	private Mono<ClientResponse> failed(Throwable error, ClientRequest request, Exchange exchange) {
		FallbackCause cause = cause(error);
		if (cause == null || !this.settings.on().contains(cause) || !exchange.plan.judge(error).failed()) {
			return Mono.error(error);
		}
		Fallback.Failure failure = new Fallback.Failure(cause, StaleSpell.why(error), 0, error);
		return answer(request, exchange, failure).flatMap((answer) -> given(answer, request, exchange, failure))
			.switchIfEmpty(Mono.error(error));
	}

	/** The kind of failure, or null for what is none of the remote's: a bug, say. */
	private static @Nullable FallbackCause cause(Throwable error) {
		if (error instanceof CallRejectedException) {
			return FallbackCause.REJECTED;
		}
		if (error instanceof CallTimeoutException || error instanceof TimeoutException) {
			return FallbackCause.TIMEOUT;
		}
		return (error instanceof WebClientRequestException || error instanceof IOException) ? FallbackCause.ERROR
				: null;
	}

	/** Never fails: what the application's own one does wrong is not the caller's. */
	private Mono<ClientResponse> answer(ClientRequest request, Exchange exchange, Fallback.Failure failure) {
		return own(request, exchange, failure).switchIfEmpty(Mono.defer(() -> byProperty(request)));
	}

	/**
	 * Tells of an answer once nothing is left to wait for: until then the caller may
	 * leave.
	 */
	private static Mono<ClientResponse> given(ClientResponse answer, ClientRequest request, Exchange exchange,
			Fallback.Failure failure) {
		return Mono.deferContextual((context) -> {
			ClientResponse marked = answer.mutate()
				.header(HEADER, failure.reason())
				.request(new StoredClientResponse.Request(request))
				.build();
			exchange.fellBack = true;
			exchange.client.events().fallbackAnswered(exchange, failure, marked.statusCode().value());
			Observed.response(context, marked);
			return Mono.just(marked);
		});
	}

	private Mono<ClientResponse> own(ClientRequest request, Exchange exchange, Fallback.Failure failure) {
		Fallback own = this.own;
		if (own == null) {
			return Mono.empty();
		}
		return Fatal.defer(() -> own.answer(request, failure)).onErrorResume((broken) -> {
			logger.warn("The Fallback of client '" + exchange.client() + "' failed for " + failure.reason(), broken);
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
