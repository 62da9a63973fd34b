package io.httpwrapper.pipeline.caching;

import java.time.Instant;
import java.util.List;

import io.httpwrapper.cache.CacheDecision;
import io.httpwrapper.cache.CacheStatus;
import io.httpwrapper.cache.ForwardReason;
import io.httpwrapper.cache.HeaderFields;
import io.httpwrapper.cache.NotStored;
import io.httpwrapper.cache.ResponseDecision;
import io.httpwrapper.cache.StoreChange;
import io.httpwrapper.cache.StoredResponse;
import io.httpwrapper.pipeline.body.BodyCollector;
import io.httpwrapper.pipeline.body.BodyTee;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.web.reactive.function.client.ClientResponse;

/**
 * Handles the origin's response to a {@link Fetch}: first the rules decide, then the
 * store is changed, then the waiting calls are answered.
 */
final class FetchOutcome {

	private final Fetch fetch;

	private final ClientCache cache;

	private final ClientResponse response;

	private final int status;

	private final HeaderFields fields;

	private final Instant receivedAt;

	private final boolean redirected;

	FetchOutcome(Fetch fetch, ClientResponse response) {
		this.fetch = fetch;
		this.cache = fetch.cache;
		this.response = response;
		this.status = response.statusCode().value();
		this.fields = CacheMessages.fields(response.headers().asHttpHeaders());
		this.receivedAt = this.cache.now();
		this.redirected = CacheMessages.isRedirected(response);
	}

	void decide() {
		this.cache.state.strategies(this.response.strategies());
		ResponseDecision decision = this.redirected ? afterRedirect(decision()) : decision();
		if (this.status < 500 && this.status != 429) {
			this.cache.state.stalePeriod.over();
		}
		List<String> invalid = this.cache.invalidated(this.fetch.seen, this.redirected, this.status, this.fields);
		if (invalid.isEmpty()) {
			decided(decision);
		}
		else {
			this.cache.invalidate(invalid, this.fetch.context, () -> lookForGeneration(() -> decided(decision)));
		}
	}

	private ResponseDecision decision() {
		return this.cache.policy.onResponse(this.fetch.forward(), this.status, this.fields, this.fetch.requestedAt(),
				this.receivedAt);
	}

	/**
	 * The answer of another URI says nothing about the stored responses of this one. It
	 * is not stored under this URI either, because it is unknown how long the redirect is
	 * valid and for whom.
	 */
	private ResponseDecision afterRedirect(ResponseDecision decision) {
		CacheDecision.Forward asked = this.fetch.forward();
		if (decision instanceof ResponseDecision.Validated) {
			return new ResponseDecision.Repeat(
					new CacheDecision.Fetch(asked.original(), asked.stored(), asked.selected(), asked.reason(), false));
		}
		boolean handedOn = decision instanceof ResponseDecision.Store || decision instanceof ResponseDecision.Pass;
		return handedOn ? new ResponseDecision.Pass(NotStored.REDIRECTED, StoreChange.NONE) : decision;
	}

	/**
	 * What the request has changed was deleted. From now on only its own response may be
	 * stored.
	 */
	private void lookForGeneration(Runnable then) {
		this.cache.state.gate.get(this.fetch.key, this.fetch.context, (variants) -> {
			this.fetch.generation(variants.generation());
			then.run();
		});
	}

	private void decided(ResponseDecision decision) {
		if (decision instanceof ResponseDecision.Store store) {
			store(store);
			return;
		}
		this.cache.change(this.fetch.key, decision.change(), this.fetch.generation(), this.fetch.call,
				this.fetch.context, () -> answer(decision));
	}

	private void answer(ResponseDecision decision) {
		if (decision instanceof ResponseDecision.Validated validated) {
			validated(validated);
		}
		else if (decision instanceof ResponseDecision.ServeStale stale) {
			stale(stale);
		}
		else if (decision instanceof ResponseDecision.Repeat repeat) {
			abandon();
			this.fetch.repeat(repeat.again());
		}
		else if (decision instanceof ResponseDecision.Pass pass) {
			pass(pass);
		}
	}

	private void abandon() {
		this.fetch.abandon(this.response);
	}

	private CacheStatus told() {
		return CacheStatus.forwarded(this.fetch.forward().reason()).withForwardStatus(this.status);
	}

	private String text(CacheStatus told) {
		return told.text(this.fetch.call.client());
	}

	/** The leader gets the response; the other waiters wait for the complete body. */
	private void store(ResponseDecision.Store store) {
		boolean awaited = this.fetch.waiters.isAnybodyWaiting();
		BodyCollector collector = this.cache.collector(this.fetch.key, CacheMessages.declaredLength(this.response),
				awaited);
		if (collector == null) {
			decided(new ResponseDecision.Pass(NotStored.TOO_LONG, store.outdated()));
			return;
		}
		StoredResponse head = store.head();
		BodyTee tee = new BodyTee(this.response.bodyToFlux(DataBuffer.class), collector,
				new FetchedBody(this.fetch, store.outdated()));
		List<CacheCall> waiting = this.fetch.waiters.startBody(tee, head);
		if (waiting == null) {
			abandon();
			return;
		}
		this.cache.state.uncollapsible.remove(this.fetch.key);
		List<CacheCall> unfit = waiting.stream().filter((call) -> !StoredAnswers.canUse(call, head)).toList();
		this.fetch.waiters.remove(unfit);
		CacheCall leader = this.fetch.waiters.leader();
		CacheStatus told = StoreGate.isKnown(this.fetch.generation()) ? told().withStored() : told();
		boolean read = leader != null
				&& leader.answer(CacheMessages.forwarded(this.response, text(told), tee), CacheOutcome.MISS);
		boolean wanted = this.fetch.waiters.isWanted();
		if (!read) {
			tee.withoutReader();
		}
		if (wanted) {
			tee.pull();
		}
		else if (!read) {
			this.fetch.end().forEach(CacheCall::resumeAlone);
			abandon();
		}
		unfit.forEach(CacheCall::resumeAlone);
	}

	private void validated(ResponseDecision.Validated validated) {
		abandon();
		CacheCall leader = this.fetch.waiters.leader();
		List<StoredResponse> renewed = validated.change().put();
		List<CacheCall> waiting = this.fetch.stored();
		if (leader != null) {
			StoredAnswers.serveValidated(leader, validated.answer(), renewed.isEmpty() ? told() : told().withStored());
		}
		waiting.forEach((call) -> {
			if (renewed.stream().noneMatch((each) -> StoredAnswers.serveCollapsed(call, each))) {
				call.resumeAlone();
			}
		});
	}

	private void stale(ResponseDecision.ServeStale stale) {
		abandon();
		String why = "status-" + this.status;
		CacheCall leader = this.fetch.waiters.leader();
		List<CacheCall> waiting = this.fetch.end();
		if (leader != null) {
			StoredAnswers.serveStale(leader, stale, this.status, why);
		}
		waiting.forEach((call) -> {
			if (this.cache.policy.onResponse(call.forward(), this.status, this.fields, this.receivedAt,
					this.receivedAt) instanceof ResponseDecision.ServeStale own) {
				StoredAnswers.serveStale(call, own, this.status, why);
			}
			else {
				call.resumeAlone();
			}
		});
	}

	private void pass(ResponseDecision.Pass pass) {
		CacheCall leader = this.fetch.waiters.leader();
		if (this.status < 500 && this.fetch.shared) {
			this.cache.state.uncollapsible.add(this.fetch.key, this.cache.nanoTime());
		}
		List<CacheCall> waiting = this.fetch.end();
		passTo(leader, told().withDetail(pass.reason().text()));
		waiting.forEach(CacheCall::resumeAlone);
	}

	private void passTo(@Nullable CacheCall leader, CacheStatus told) {
		ClientResponse forwarded = CacheMessages.forwarded(this.response, text(told), null);
		boolean miss = this.fetch.forward().reason() != ForwardReason.METHOD;
		if (leader == null || !leader.answer(forwarded, miss ? CacheOutcome.MISS : CacheOutcome.BYPASS)) {
			abandon();
		}
	}

}
