package io.httpwrapper.pipeline;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

import io.httpwrapper.cache.CacheDecision;
import io.httpwrapper.cache.CacheStatus;
import io.httpwrapper.cache.ForwardReason;
import io.httpwrapper.cache.HeaderFields;
import io.httpwrapper.cache.NotStored;
import io.httpwrapper.cache.ResponseDecision;
import io.httpwrapper.cache.StoreChange;
import io.httpwrapper.cache.StoredResponse;
import io.httpwrapper.cache.StoredVariants;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.web.reactive.function.client.ClientResponse;

/**
 * What follows from the origin's response to a {@link Flight}: the rules decide, the
 * store hears of it, and then those who wait.
 */
final class Landing {

	private final Flight flight;

	private final ResponseCache cache;

	private final ClientResponse response;

	private final int status;

	private final HeaderFields fields;

	private final Instant receivedAt;

	Landing(Flight flight, ClientResponse response) {
		this.flight = flight;
		this.cache = flight.cache;
		this.response = response;
		this.status = response.statusCode().value();
		this.fields = CacheMessages.fields(response.headers().asHttpHeaders());
		this.receivedAt = this.cache.now();
	}

	void decide() {
		this.cache.strategies(this.response.strategies());
		ResponseDecision decision = this.flight.exchange.redirected ? afterRedirect(decision()) : decision();
		if (this.status < 500 && this.status != 429) {
			this.cache.staleSpell().over();
		}
		List<String> invalid = this.cache.invalidated(this.flight.exchange, this.flight.seen, this.status, this.fields);
		if (invalid.isEmpty()) {
			decided(decision);
		}
		else {
			this.cache.invalidate(invalid, () -> lookForGeneration(() -> decided(decision)));
		}
	}

	private ResponseDecision decision() {
		return this.cache.policy()
			.onResponse(this.flight.forward(), this.status, this.fields, this.flight.requestedAt(), this.receivedAt);
	}

	/**
	 * What another URI has answered says nothing about what is stored, and is not stored
	 * under this one: neither how long the redirect holds nor whom it was for is known
	 * any more.
	 */
	private ResponseDecision afterRedirect(ResponseDecision decision) {
		CacheDecision.Forward asked = this.flight.forward();
		if (decision instanceof ResponseDecision.Validated) {
			return new ResponseDecision.Repeat(
					new CacheDecision.Fetch(asked.original(), asked.stored(), asked.selected(), asked.reason(), false));
		}
		boolean handedOn = decision instanceof ResponseDecision.Store || decision instanceof ResponseDecision.Pass;
		return handedOn ? new ResponseDecision.Pass(NotStored.REDIRECTED, StoreChange.NONE) : decision;
	}

	/**
	 * What the request has changed is deleted; only its own response may be stored now.
	 */
	private void lookForGeneration(Runnable then) {
		Consumer<StoredVariants> found = (variants) -> {
			this.flight.generation(variants.generation());
			then.run();
		};
		StoredVariants variants = this.cache.store().get(this.flight.key, found);
		if (variants != null) {
			found.accept(variants);
		}
	}

	private void decided(ResponseDecision decision) {
		if (decision instanceof ResponseDecision.Store store) {
			goOn(() -> store(store));
			return;
		}
		this.cache.change(this.flight.key, decision.change(), this.flight.generation(), this.flight.exchange,
				() -> goOn(() -> answer(decision)));
	}

	/** It may be the store's thread that makes the leader go on. */
	private void goOn(Runnable then) {
		ThreadLocals.of(this.flight.context, then);
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
			this.flight.repeat(repeat.again());
		}
		else if (decision instanceof ResponseDecision.Pass pass) {
			pass(pass);
		}
	}

	private void abandon() {
		ResponseBodies.abandon(this.response, this.flight.exchange);
	}

	private CacheStatus told() {
		return CacheStatus.forwarded(this.flight.forward().reason()).withForwardStatus(this.status);
	}

	private String text(CacheStatus told) {
		return told.text(this.flight.exchange.client());
	}

	/** The leader gets the response; the others wait for the whole of its body. */
	private void store(ResponseDecision.Store store) {
		boolean awaited = this.flight.passengers.isAnybodyWaiting();
		BodyCollector collector = this.cache.collector(this.flight.key, CacheMessages.declaredLength(this.response),
				awaited);
		if (collector == null) {
			decided(new ResponseDecision.Pass(NotStored.TOO_LONG, store.outdated()));
			return;
		}
		StoredResponse head = store.head();
		BodyTee tee = new BodyTee(this.response.bodyToFlux(DataBuffer.class), collector,
				new FlightBody(this.flight, store.outdated()));
		List<CacheCall> waiting = this.flight.passengers.enterBody(tee, head);
		if (waiting == null) {
			abandon();
			return;
		}
		this.cache.uncollapsible().remove(this.flight.key);
		List<CacheCall> unfit = waiting.stream().filter((call) -> !StoredAnswers.canUse(call, head)).toList();
		this.flight.passengers.leaveBehind(unfit);
		CacheCall leader = this.flight.passengers.leader();
		CacheStatus told = StoreGate.isKnown(this.flight.generation()) ? told().withStored() : told();
		boolean read = leader != null
				&& leader.answer(CacheMessages.forwarded(this.response, text(told), tee), CacheOutcome.MISS);
		boolean wanted = this.flight.passengers.isWanted();
		if (!read) {
			tee.withoutReader();
		}
		if (wanted) {
			tee.pull();
		}
		else if (!read) {
			this.flight.end().forEach(CacheCall::flyAlone);
			abandon();
		}
		unfit.forEach(CacheCall::flyAlone);
	}

	private void validated(ResponseDecision.Validated validated) {
		abandon();
		CacheCall leader = this.flight.passengers.leader();
		List<StoredResponse> renewed = validated.change().put();
		List<CacheCall> waiting = this.flight.landed();
		if (leader != null) {
			StoredAnswers.serveValidated(leader, validated.answer(), renewed.isEmpty() ? told() : told().withStored());
		}
		waiting.forEach((call) -> {
			if (renewed.stream().noneMatch((each) -> StoredAnswers.serveCollapsed(call, each))) {
				call.flyAlone();
			}
		});
	}

	private void stale(ResponseDecision.ServeStale stale) {
		abandon();
		String why = "status-" + this.status;
		CacheCall leader = this.flight.passengers.leader();
		List<CacheCall> waiting = this.flight.end();
		if (leader != null) {
			StoredAnswers.serveStale(leader, stale, this.status, why);
		}
		waiting.forEach((call) -> {
			if (this.cache.policy()
				.onResponse(call.forward(), this.status, this.fields, this.receivedAt,
						this.receivedAt) instanceof ResponseDecision.ServeStale own) {
				StoredAnswers.serveStale(call, own, this.status, why);
			}
			else {
				call.flyAlone();
			}
		});
	}

	private void pass(ResponseDecision.Pass pass) {
		CacheCall leader = this.flight.passengers.leader();
		if (this.status < 500 && this.flight.shared) {
			this.cache.uncollapsible().add(this.flight.key, this.cache.nanoTime());
		}
		List<CacheCall> waiting = this.flight.end();
		passTo(leader, told().withDetail(pass.reason().text()));
		waiting.forEach(CacheCall::flyAlone);
	}

	private void passTo(@Nullable CacheCall leader, CacheStatus told) {
		ClientResponse forwarded = CacheMessages.forwarded(this.response, text(told), null);
		boolean miss = this.flight.forward().reason() != ForwardReason.METHOD;
		if (leader == null || !leader.answer(forwarded, miss ? CacheOutcome.MISS : CacheOutcome.BYPASS)) {
			abandon();
		}
	}

}
