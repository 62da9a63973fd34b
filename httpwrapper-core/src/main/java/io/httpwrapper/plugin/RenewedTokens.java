package io.httpwrapper.plugin;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.httpwrapper.pipeline.call.UserCode;
import io.httpwrapper.timing.TimeAndChance;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Tokens that expire. A token is requested when it is first needed, and again when it is
 * due or was refused. All calls that wait for a token share one request. A call that is
 * cancelled does not end the request for the others. An error is passed to the waiting
 * calls and is not kept. Thread-safe.
 */
public final class RenewedTokens implements TokenSource {

	private static final Duration LONGEST = Duration.ofSeconds(10);

	private final Supplier<Mono<Token>> issuer;

	private final InstantSource clock;

	private final TimeAndChance time;

	private final AtomicReference<@Nullable Round> current = new AtomicReference<>();

	/**
	 * @param issuer requests a token; subscribed to without the context of any call. It
	 * must answer within ten seconds. Its own request must not wait for the token that it
	 * asks for: if it goes through a client that uses these tokens, it fails
	 * @param time the clocks of the clients
	 */
	public RenewedTokens(Supplier<Mono<Token>> issuer, TimeAndChance time) {
		this.issuer = issuer;
		this.clock = time.clock();
		this.time = time;
	}

	@Override
	public Mono<String> token(@Nullable String refused) {
		return Mono.deferContextual((context) -> {
			if (context.hasKey(this)) {
				return Mono.error(new IllegalStateException(
						"The request for a token was sent through a client that needs this token. Send it through another client."));
			}
			Round round = this.current.get();
			while (round == null || round.isOver(refused)) {
				Round fresh = new Round();
				round = this.current.compareAndSet(round, fresh) ? fresh : this.current.get();
			}
			return round.token.map(Token::value);
		});
	}

	/**
	 * A token.
	 *
	 * @param value the token itself
	 * @param due when it is to be renewed, or null for never
	 */
	public record Token(String value, @Nullable Instant due) {

		@Override
		public String toString() {
			return "Token[due=" + this.due + "]";
		}

	}

	/** One token, from its request until the next one is requested. */
	private final class Round {

		private final Mono<Token> token;

		private volatile @Nullable Token got;

		Round() {
			this.token = UserCode.defer(RenewedTokens.this.issuer)
				// not the context of the call that happens to be the first
				.contextWrite((context) -> Context.of(RenewedTokens.this, true))
				.timeout(LONGEST, RenewedTokens.this.time.scheduler())
				.doOnNext((token) -> this.got = token)
				// after an empty answer or an error, the next call asks again
				.doOnTerminate(() -> {
					if (this.got == null) {
						RenewedTokens.this.current.compareAndSet(this, null);
					}
				})
				.cache();
		}

		private boolean isOver(@Nullable String refused) {
			Token token = this.got;
			if (token == null) {
				return false;
			}
			Instant due = token.due();
			return token.value().equals(refused) || (due != null && !RenewedTokens.this.clock.instant().isBefore(due));
		}

	}

}
