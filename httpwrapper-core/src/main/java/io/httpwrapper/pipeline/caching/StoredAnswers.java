package io.httpwrapper.pipeline.caching;

import java.util.List;

import io.httpwrapper.cache.CacheDecision;
import io.httpwrapper.cache.CacheStatus;
import io.httpwrapper.cache.CachedAnswer;
import io.httpwrapper.cache.ForwardReason;
import io.httpwrapper.cache.HeaderFields;
import io.httpwrapper.cache.ResponseDecision;
import io.httpwrapper.cache.StoredResponse;
import io.httpwrapper.pipeline.call.CallRequest;
import io.httpwrapper.pipeline.call.FailureReason;
import io.httpwrapper.response.SharedBody;
import io.httpwrapper.response.StoredClientResponse;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Flux;

/**
 * Answers calls with stored responses, if the rules allow it for each call.
 */
final class StoredAnswers {

	private StoredAnswers() {
	}

	/** Answers with a stored response, and refreshes it if necessary. */
	static void serve(CacheCall call, CacheDecision.Serve hit) {
		CacheOutcome outcome = hit.stale() ? CacheOutcome.STALE : CacheOutcome.HIT;
		if (answer(call, hit.answer(), CacheStatus.hit(hit.ttl()), outcome) && hit.refresh() != null) {
			call.cache.state.fetches.refresh(call, hit.refresh());
		}
	}

	/**
	 * Answers with the response to another call, if it fits this call.
	 * @return whether it fits
	 */
	static boolean serveCollapsed(CacheCall call, StoredResponse brought) {
		if (!(decision(call, brought) instanceof CacheDecision.Serve hit)) {
			return false;
		}
		CacheStatus told = CacheStatus.forwarded(call.forward().reason()).withTtl(hit.ttl()).withCollapsed();
		call.resume(() -> answer(call, hit.answer(), told, CacheOutcome.COLLAPSED));
		return true;
	}

	/** Whether the response that another call is receiving will fit this call. */
	static boolean canUse(CacheCall call, StoredResponse head) {
		return decision(call, head) instanceof CacheDecision.Serve;
	}

	private static CacheDecision decision(CacheCall call, StoredResponse only) {
		return call.cache.policy.onRequest(call.seen(), List.of(only), call.cache.now());
	}

	/** Answers with a stored response that the origin has confirmed. */
	static void serveValidated(CacheCall call, CachedAnswer answer, CacheStatus told) {
		answer(call, answer, told, CacheOutcome.REVALIDATED);
	}

	/**
	 * Answers with a stored response instead of an error, if the rules allow it.
	 * @return whether the rules allow it
	 */
	static boolean insteadOf(CacheCall call, Throwable error) {
		CacheDecision.Forward forward = call.forwardOrNull();
		ResponseDecision.ServeStale stale = (forward != null)
				? call.cache.policy.onFailure(forward, call.cache.now()).orElse(null) : null;
		if (stale == null) {
			return false;
		}
		serveStale(call, stale, 0, FailureReason.of(error));
		return true;
	}

	/**
	 * Answers with a stale stored response instead of an error.
	 * @param status the status of the origin's answer, or 0
	 */
	static void serveStale(CacheCall call, ResponseDecision.ServeStale stale, int status, String why) {
		CacheStatus told = CacheStatus.forwarded(ForwardReason.STALE).withTtl(stale.ttl()).withDetail(why);
		call.resume(() -> {
			if (answer(call, stale.answer(), (status > 0) ? told.withForwardStatus(status) : told,
					CacheOutcome.STALE_IF_ERROR)) {
				call.cache.state.stalePeriod.served(why);
			}
		});
	}

	/** Refuses a call that wants only a stored response, because nothing is stored. */
	static void refuse(CacheCall call) {
		CallRequest request = call.call;
		call.answer(new StoredClientResponse(request, HttpStatus.GATEWAY_TIMEOUT.value(), HeaderFields.NONE,
				CacheStatus.refused("only-if-cached").text(request.client()), Flux.empty(),
				call.cache.state.strategies()), CacheOutcome.REFUSED);
	}

	private static boolean answer(CacheCall call, CachedAnswer answer, CacheStatus told, CacheOutcome outcome) {
		CallRequest request = call.call;
		return call.answer(new StoredClientResponse(request, answer.status(), answer.headers(),
				told.text(request.client()), new SharedBody(answer.source().body(), answer.offset(), answer.length()),
				call.cache.state.strategies()), outcome);
	}

}
