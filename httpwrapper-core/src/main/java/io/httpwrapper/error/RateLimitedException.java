package io.httpwrapper.error;

import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientRequest;

/**
 * Refused because the client has reached its own rate limit, or a quota of the remote,
 * and the request would have to wait too long for a token.
 */
public final class RateLimitedException extends CallRejectedException {

	private static final long serialVersionUID = 1L;

	private final long untilTokenNanos;

	private final Bound bound;

	private final long boundValue;

	/**
	 * The name of the remote whose quota is reached, or null for the client's own limit.
	 */
	private final @Nullable String remote;

	public RateLimitedException(String client, ClientRequest request, long untilTokenNanos, Bound bound,
			long boundValue) {
		this(client, request, untilTokenNanos, bound, boundValue, null);
	}

	public RateLimitedException(String client, ClientRequest request, long untilTokenNanos, Bound bound,
			long boundValue, @Nullable String remote) {
		super(client, request);
		this.remote = remote;
		this.untilTokenNanos = untilTokenNanos;
		this.bound = bound;
		this.boundValue = boundValue;
	}

	@Override
	public String reason() {
		return "rate-limited";
	}

	/**
	 * Time from the refusal until a token is available; empty if that is not known.
	 */
	@Override
	public Optional<Duration> retryAfter() {
		return (this.untilTokenNanos != Long.MAX_VALUE) ? Optional.of(Duration.ofNanos(this.untilTokenNanos))
				: Optional.empty();
	}

	@Override
	public String getMessage() {
		if (this.remote != null) {
			return "Client '" + client() + "' did not send " + requestLine() + ": little is left of the quota of "
					+ this.remote + ", a request can be sent in " + text(Duration.ofNanos(this.untilTokenNanos)) + ", "
					+ this.bound.text(this.boundValue) + ".";
		}
		String next = retryAfter().map((time) -> "the next token comes in " + text(time))
			.orElse("it is unknown when a token is available");
		return "Client '" + client() + "' did not send " + requestLine() + ": rate limit reached, " + next + ", "
				+ this.bound.text(this.boundValue) + ".";
	}

	/** Why the request could not wait for its token. */
	public enum Bound {

		/** {@code rate-limit.max-wait}, in nanoseconds. */
		MAX_WAIT {
			@Override
			String text(long value) {
				return "but a request may wait " + ClientCallException.text(Duration.ofNanos(value))
						+ " (rate-limit.max-wait)";
			}
		},

		/** The time that the call has left, in nanoseconds. */
		DEADLINE {
			@Override
			String text(long value) {
				return "but the call has " + ClientCallException.text(Duration.ofNanos(value)) + " left (timeout.call)";
			}
		},

		/** {@code rate-limit.max-waiting}. */
		MAX_WAITING {
			@Override
			String text(long value) {
				return "and " + value + " requests wait already (rate-limit.max-waiting)";
			}
		},

		/** The store failed and {@code rate-limit.on-store-failure} is reject. */
		STORE {
			@Override
			String text(long value) {
				return "because the limits cannot be counted now (rate-limit.on-store-failure)";
			}
		};

		abstract String text(long value);

	}

}
