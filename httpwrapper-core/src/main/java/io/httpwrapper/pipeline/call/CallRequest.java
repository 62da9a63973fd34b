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
 * The request of a call, from the first stage to the stage that makes the attempts. It
 * holds the data that all attempts share. The data of one attempt is in its
 * {@link AttemptRequest}.
 */
public final class CallRequest extends DelegatingRequest implements Call {

	private static final AtomicIntegerFieldUpdater<CallRequest> ATTEMPTS = AtomicIntegerFieldUpdater
		.newUpdater(CallRequest.class, "attempts");

	private final ClientCore core;

	private final Deadlines deadlines;

	private final ExchangeFunction wire;

	private final CallOptions options;

	private final long startNanos;

	/** The call's own timeout, or null for the client's usual one. */
	private final @Nullable Duration ownTimeout;

	/** How many attempts were started. */
	private volatile int attempts;

	private volatile boolean expired;

	private volatile boolean redirected;

	// the fields below need no barrier: they are written before a signal and read after
	// it

	private @Nullable Verdict verdict;

	private boolean fellBack;

	/** Whether the call has ended, except for the body. For {@link ClientEvents}. */
	boolean ended;

	/** The report; null while there is nothing to report. For {@link ClientEvents}. */
	volatile @Nullable RecordedCall report;

	/**
	 * Starts a call.
	 * @param deadlines the current deadlines
	 * @param wire receives the attempts from the last stage
	 * @param context the caller's context; it may contain an earlier deadline
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

	/** A call of the client itself, for which no caller waits. */
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
	 * A call in the background, with the client's usual deadline. It uses only the
	 * request and the wire of this call, not its options, context or trace.
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
				+ " does not belong to a call: a plugin built it from scratch. Use ClientRequest.from(request) with the request that the plugin was given.");
	}

	/**
	 * Starts a new attempt.
	 * @param request the request to send: this one, or one made from it
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

	/** Receives the attempts from the last stage. */
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
	 * The time left, in nanoseconds: {@link Long#MAX_VALUE} without a deadline, zero or
	 * negative when it has passed.
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

	/** Lets {@code entry} expire at the deadline. The call must have one. */
	public void armDeadline(DeadlineTimer.Entry entry) {
		this.deadlines.line(this.ownTimeout).arm(entry, this.startNanos);
	}

	/** Lets {@code entry} expire somewhat later than the deadline. */
	public void armLateDeadline(DeadlineTimer.Entry entry) {
		this.deadlines.lateLine(this.ownTimeout).arm(entry, this.startNanos);
	}

	/**
	 * The error for the caller when the deadline has passed.
	 * @param inBody whether the response's body was being read
	 */
	public DeadlineExceededException deadlineExceeded(boolean inBody) {
		return deadlineExceeded(this.attempts, inBody);
	}

	/** The same error, with a given number of attempts. */
	public DeadlineExceededException deadlineExceeded(int attempts, boolean inBody) {
		return new DeadlineExceededException(client(), this.request, Objects.requireNonNull(timeout()), attempts,
				inBody);
	}

	/**
	 * Marks the call as ended by its deadline. Must be called before anything is
	 * cancelled for that reason.
	 */
	public void expire() {
		this.expired = true;
	}

	/** Whether the deadline has ended the call. */
	public boolean isExpired() {
		return this.expired;
	}

	/**
	 * The verdict of the last attempt that was not cancelled; null before there is one.
	 */
	@Nullable Verdict verdict() {
		return this.verdict;
	}

	void verdict(Verdict verdict) {
		this.verdict = verdict;
	}

	/** Marks the call as answered by a fallback. */
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
