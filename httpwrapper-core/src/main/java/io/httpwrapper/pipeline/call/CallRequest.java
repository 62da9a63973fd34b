package io.httpwrapper.pipeline.call;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import io.httpwrapper.call.Call;
import io.httpwrapper.call.CallOptions;
import io.httpwrapper.error.DeadlineExceededException;
import io.httpwrapper.policy.Verdict;
import io.httpwrapper.timing.DeadlineTimer;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.util.context.ContextView;

/**
 * The request of a call on its way through the stages, from the first stage to the one
 * that makes attempts of it. Holds what is the same for all attempts; what belongs to one
 * attempt is in its {@link AttemptRequest}.
 */
public final class CallRequest extends DelegatingRequest implements Call {

	private static final AtomicIntegerFieldUpdater<CallRequest> ATTEMPTS = AtomicIntegerFieldUpdater
		.newUpdater(CallRequest.class, "attempts");

	private final ClientCore core;

	private final Deadlines deadlines;

	private final ExchangeFunction wire;

	private final CallOptions options;

	private final long startNanos;

	/** A timeout other than the usual one, or null. */
	private final @Nullable Duration ownTimeout;

	/** How many attempts were started. */
	private volatile int attempts;

	private volatile boolean expired;

	private volatile boolean redirected;

	// the fields below are written before a signal and read after it

	private @Nullable Verdict verdict;

	private boolean fellBack;

	/** Whether the caller has the response, a body apart. For {@link ClientEvents}. */
	boolean ended;

	/** Null while there is nothing to tell. For {@link ClientEvents}. */
	volatile @Nullable RecordedCall report;

	/**
	 * A call that begins now.
	 * @param deadlines those in force
	 * @param wire what the last stage hands attempts to
	 * @param context the caller's; it may hold an earlier deadline
	 */
	public CallRequest(ClientCore core, Deadlines deadlines, ClientRequest request, ExchangeFunction wire,
			ContextView context) {
		super(request);
		this.core = core;
		this.deadlines = deadlines;
		this.wire = wire;
		this.options = CallOptions.in(request.attributes());
		this.startNanos = core.nanoTime();
		this.ownTimeout = ownTimeout(CallOptions.inheritedDeadlineNanos(context));
	}

	/** A call of our own that nobody waits for. */
	private CallRequest(CallRequest cause, ClientRequest request) {
		super(TraceFields.without(request));
		this.core = cause.core;
		this.deadlines = cause.deadlines;
		this.wire = cause.wire;
		this.options = CallOptions.none();
		this.startNanos = this.core.nanoTime();
		this.ownTimeout = null;
	}

	private @Nullable Duration ownTimeout(@Nullable Long inheritedNanos) {
		Duration own = this.options.deadline();
		if (inheritedNanos == null) {
			return own;
		}
		Duration timeout = (own != null) ? own : this.deadlines.usual();
		long inherited = Math.max(0, inheritedNanos - this.startNanos);
		return (timeout == null || inherited < timeout.toNanos()) ? Duration.ofNanos(inherited) : own;
	}

	/**
	 * A call in the background, with the client's usual deadline. It takes nothing of
	 * this call but the request and where to send it: no options, context or trace.
	 */
	public CallRequest background(ClientRequest request) {
		return new CallRequest(this, request);
	}

	/**
	 * The call that {@code request} belongs to.
	 * @throws IllegalStateException if a plugin has made the request from nothing
	 */
	public static CallRequest require(ClientRequest request) {
		Call call = Call.of(request);
		if (call instanceof CallRequest own) {
			return own;
		}
		if (call instanceof AttemptRequest attempt) {
			return attempt.call();
		}
		throw lost(request);
	}

	static IllegalStateException lost(ClientRequest request) {
		return new IllegalStateException("The request for " + request.method() + " " + request.url().getPath()
				+ " has lost its call: a plugin built it anew instead of from the request it was given. Use ClientRequest.from(request).");
	}

	/**
	 * Starts another attempt.
	 * @param request what it sends: this request, or one made from it
	 */
	public AttemptRequest attempt(ClientRequest request) {
		return new AttemptRequest(this, request, ATTEMPTS.incrementAndGet(this));
	}

	@Override
	public Map<String, Object> attributes() {
		Map<String, Object> attributes = new HashMap<>(this.request.attributes());
		attributes.put(ATTRIBUTE, this);
		return attributes;
	}

	/** The request that the caller made. */
	public ClientRequest original() {
		return this.request;
	}

	@Override
	public String client() {
		return this.core.name();
	}

	@Override
	public int attempt() {
		return this.attempts;
	}

	public ClientCore core() {
		return this.core;
	}

	/** What the last stage hands attempts to. */
	public ExchangeFunction wire() {
		return this.wire;
	}

	public CallOptions options() {
		return this.options;
	}

	public long startNanos() {
		return this.startNanos;
	}

	@Override
	public @Nullable Duration remaining() {
		return hasDeadline() ? Duration.ofNanos(Math.max(0, remainingNanos(this.core.nanoTime()))) : null;
	}

	/**
	 * The same in nanoseconds: {@link Long#MAX_VALUE} without a deadline, not positive
	 * when it has passed.
	 */
	public long remainingNanos(long now) {
		Duration timeout = timeout();
		return (timeout != null) ? timeout.toNanos() - (now - this.startNanos) : Long.MAX_VALUE;
	}

	public boolean hasDeadline() {
		return timeout() != null;
	}

	private @Nullable Duration timeout() {
		return (this.ownTimeout != null) ? this.ownTimeout : this.deadlines.usual();
	}

	/** Has {@code entry} expire at the deadline. There must be one. */
	public void armDeadline(DeadlineTimer.Entry entry) {
		this.deadlines.line(this.ownTimeout).arm(entry, this.startNanos);
	}

	/** The same, somewhat later than the deadline. */
	public void armLateDeadline(DeadlineTimer.Entry entry) {
		this.deadlines.lateLine(this.ownTimeout).arm(entry, this.startNanos);
	}

	/**
	 * The error of a call whose deadline has passed.
	 * @param inBody whether the response's body was being read
	 */
	public DeadlineExceededException deadlineExceeded(boolean inBody) {
		return deadlineExceeded(this.attempts, inBody);
	}

	/** The same after so many attempts. */
	public DeadlineExceededException deadlineExceeded(int attempts, boolean inBody) {
		return new DeadlineExceededException(client(), this.request, Objects.requireNonNull(timeout()), attempts,
				inBody);
	}

	/** To be called before anything is cancelled because the deadline has passed. */
	public void expire() {
		this.expired = true;
	}

	/** Whether the deadline has ended the call. */
	public boolean isExpired() {
		return this.expired;
	}

	/** What the last attempt meant that was not cancelled; null before there was one. */
	@Nullable Verdict verdict() {
		return this.verdict;
	}

	void verdict(Verdict verdict) {
		this.verdict = verdict;
	}

	/** A fallback gives the response. */
	public void fallBack() {
		this.fellBack = true;
	}

	boolean fellBack() {
		return this.fellBack;
	}

	/** Whether any attempt has followed a redirect. */
	public boolean isRedirected() {
		return this.redirected;
	}

	void redirect() {
		this.redirected = true;
	}

}
