package io.httpwrapper.pipeline.caching;

import java.util.List;

import io.httpwrapper.cache.CacheRequest;
import io.httpwrapper.cache.CacheStatus;
import io.httpwrapper.cache.ForwardReason;
import io.httpwrapper.pipeline.body.ResponseBodies;
import org.reactivestreams.Subscription;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Passes a call through to the origin without answering it from the cache. If the call
 * has changed something, the stored responses that it makes invalid are deleted before
 * the caller gets the answer. So the caller reads its own writes.
 */
final class PassThrough implements CoreSubscriber<ClientResponse>, Pending {

	private final CacheCall call;

	private final ForwardReason reason;

	private final Operators.DeferredSubscription upstream = new Operators.DeferredSubscription();

	private boolean answered;

	PassThrough(CacheCall call, ForwardReason reason) {
		this.call = call;
		this.reason = reason;
	}

	@Override
	public Context currentContext() {
		return this.call.context();
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		if (this.upstream.set(subscription)) {
			this.upstream.request(Long.MAX_VALUE);
		}
	}

	@Override
	public void leave(CacheCall call) {
		this.upstream.cancel();
	}

	@Override
	public boolean isSentFor(CacheCall call) {
		return true;
	}

	@Override
	public void onNext(ClientResponse response) {
		this.answered = true;
		this.call.cache.state.strategies(response.strategies());
		List<String> invalid = invalidated(response);
		if (invalid.isEmpty()) {
			handOn(response);
		}
		else {
			this.call.cache.invalidate(invalid, currentContext(), () -> handOn(response));
		}
	}

	private List<String> invalidated(ClientResponse response) {
		CacheRequest seen = this.call.seenOrNull();
		return (seen != null) ? this.call.cache.invalidated(seen, CacheMessages.isRedirected(response),
				response.statusCode().value(), CacheMessages.fields(response.headers().asHttpHeaders())) : List.of();
	}

	private void handOn(ClientResponse response) {
		String told = CacheStatus.forwarded(this.reason)
			.withForwardStatus(response.statusCode().value())
			.text(this.call.call.client());
		if (!this.call.answer(CacheMessages.forwarded(response, told, null), CacheOutcome.BYPASS)) {
			ResponseBodies.abandon(response, this.call.call.core().time().scheduler());
		}
	}

	@Override
	public void onError(Throwable error) {
		if (this.answered) {
			Operators.onErrorDropped(error, currentContext());
		}
		else {
			CacheRequest seen = this.call.seenOrNull();
			List<String> invalid = (seen != null) ? this.call.cache.invalidated(seen, this.call.call.isRedirected())
					: List.of();
			this.call.cache.invalidate(invalid, currentContext(), () -> this.call.failed(error));
		}
	}

	@Override
	public void onComplete() {
		if (!this.answered) {
			this.call.completed();
		}
	}

}
