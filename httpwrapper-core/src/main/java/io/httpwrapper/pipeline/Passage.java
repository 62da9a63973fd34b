package io.httpwrapper.pipeline;

import java.util.List;

import io.httpwrapper.cache.CacheRequest;
import io.httpwrapper.cache.CacheStatus;
import io.httpwrapper.cache.ForwardReason;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * A call that the cache only lets pass. If it has changed something, what is stored of it
 * is deleted before its caller hears of it, so that the caller reads what he wrote.
 */
final class Passage implements CoreSubscriber<ClientResponse>, Underway {

	private final CacheCall call;

	private final ForwardReason reason;

	private @Nullable Subscription upstream;

	private boolean left;

	private boolean answered;

	Passage(CacheCall call, ForwardReason reason) {
		this.call = call;
		this.reason = reason;
	}

	@Override
	public Context currentContext() {
		return this.call.context();
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		boolean left;
		synchronized (this) {
			this.upstream = subscription;
			left = this.left;
		}
		if (left) {
			subscription.cancel();
		}
		else {
			subscription.request(Long.MAX_VALUE);
		}
	}

	@Override
	public void leave(CacheCall call) {
		Subscription subscription;
		synchronized (this) {
			this.left = true;
			subscription = this.upstream;
		}
		if (subscription != null) {
			subscription.cancel();
		}
	}

	@Override
	public void onNext(ClientResponse response) {
		this.answered = true;
		this.call.cache.strategies(response.strategies());
		List<String> invalid = invalidated(response);
		if (invalid.isEmpty()) {
			handOn(response);
		}
		else {
			// it may be the store's thread that makes the call go on
			this.call.cache.invalidate(invalid, () -> ThreadLocals.of(currentContext(), () -> handOn(response)));
		}
	}

	private List<String> invalidated(ClientResponse response) {
		CacheRequest seen = this.call.seenOrNull();
		return (seen != null) ? this.call.cache.invalidated(this.call.exchange, seen, response.statusCode().value(),
				CacheMessages.fields(response.headers().asHttpHeaders())) : List.of();
	}

	private void handOn(ClientResponse response) {
		String told = CacheStatus.forwarded(this.reason)
			.withForwardStatus(response.statusCode().value())
			.text(this.call.exchange.client());
		if (!this.call.answer(CacheMessages.forwarded(response, told, null), CacheOutcome.BYPASS)) {
			ResponseBodies.abandon(response, this.call.exchange);
		}
	}

	@Override
	public void onError(Throwable error) {
		if (this.answered) {
			Operators.onErrorDropped(error, currentContext());
		}
		else {
			CacheRequest seen = this.call.seenOrNull();
			List<String> invalid = (seen != null) ? this.call.cache.invalidated(this.call.exchange, seen) : List.of();
			this.call.cache.invalidate(invalid, () -> this.call.failed(error));
		}
	}

	@Override
	public void onComplete() {
		if (!this.answered) {
			this.call.completed();
		}
	}

}
