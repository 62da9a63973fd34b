package io.httpwrapper.error;

import java.time.Duration;

import io.httpwrapper.policy.BulkheadSnapshot;
import org.springframework.web.reactive.function.client.ClientRequest;

/**
 * Refused because all permits of the client's bulkhead are in use. The attempt was
 * refused at once because too many attempts were waiting already, or it waited and got no
 * permit in time.
 */
public final class BulkheadFullException extends CallRejectedException {

	private static final long serialVersionUID = 1L;

	private final int limit;

	private final int inUse;

	private final int maxWaiting;

	private final int waiting;

	private final Duration waited;

	/**
	 * @param waited zero if the attempt was refused at once
	 */
	public BulkheadFullException(String client, ClientRequest request, BulkheadSnapshot bulkhead, Duration waited) {
		super(client, request);
		this.limit = bulkhead.limit();
		this.inUse = bulkhead.inUse();
		this.maxWaiting = bulkhead.maxWaiting();
		this.waiting = bulkhead.waiting();
		this.waited = waited;
	}

	@Override
	public String reason() {
		return "bulkhead-full";
	}

	/** The number of permits. */
	public int limit() {
		return this.limit;
	}

	/** How many permits were in use. */
	public int inUse() {
		return this.inUse;
	}

	/** How many other attempts waited for a permit. */
	public int waiting() {
		return this.waiting;
	}

	@Override
	public String getMessage() {
		String full = "Client '%s' did not send %s: bulkhead full (%d of %d permits in use, %d of %d waiting)"
			.formatted(client(), requestLine(), this.inUse, this.limit, this.waiting, this.maxWaiting);
		return this.waited.isZero()
				? full + ". Raise bulkhead.max-concurrent or bulkhead.max-waiting, or send fewer requests at once."
				: full + ", and no permit became free within " + text(this.waited)
						+ " (bulkhead.max-wait). Raise bulkhead.max-concurrent, or send fewer requests at once.";
	}

}
