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
 * Tokens that expire. One is got when it is first needed, and again when it is due or
 * refused: once for all who wait for it. A caller who leaves does not end that for the
 * others; an error is told to those who wait, and is not remembered. Thread-safe.
 */
public final class RenewedTokens implements TokenSource {

	private static final Duration LONGEST = Duration.ofSeconds(10);

	private final Supplier<Mono<Token>> issuer;

	private final InstantSource clock;

	private final TimeAndChance time;

	private final AtomicReference<@Nullable Round> current = new AtomicReference<>();

	/**
	 * @param issuer gets a token; subscribed to without the context of any call. It has
	 * ten seconds. A request of its own must not wait for the token that it asks for: if
	 * it goes through a client that these tokens are for, it fails
	 * @param time the time of the clients
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
						"The request for a token goes through a client that needs this token for it. Send it through another one."));
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
	 * @param due from when on it is to be renewed, or null for never
	 */
	public record Token(String value, @Nullable Instant due) {

		@Override
		public String toString() {
			return "Token[due=" + this.due + "]";
		}

	}

	/** One token, from the question for it to the next one. */
	private final class Round {

		private final Mono<Token> token;

		private volatile @Nullable Token got;

		Round() {
			this.token = UserCode.defer(RenewedTokens.this.issuer)
				// nothing of the call that happens to come first
				.contextWrite((context) -> Context.of(RenewedTokens.this, true))
				.timeout(LONGEST, RenewedTokens.this.time.scheduler())
				.doOnNext((token) -> this.got = token)
				// an empty answer and an error are asked again
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
