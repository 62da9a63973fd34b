package io.httpwrapper.pipeline;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.httpwrapper.policy.Verdict;
import org.jspecify.annotations.Nullable;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.ExchangeStrategies;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * One call on its way through the stages: what they need to know of each other. It is the
 * request that travels; one made from it carries it among its attributes. Plugins find it
 * with {@link #of(ClientRequest)}.
 */
public final class Exchange extends DelegatingRequest {

	static final String ATTRIBUTE = Exchange.class.getName();

	final WrappedClient client;

	/** The settings that the call began with, and what they come to. */
	final ClientPlan plan;

	/** What the last stage hands the request to. */
	final ExchangeFunction wire;

	final CallOptions options;

	final long startNanos;

	/** How long the call may take, or null if for ever. */
	final @Nullable Duration timeout;

	/** Number of the attempt under way or last made; 0 before the first. */
	int attempt;

	/** Set before whatever is under way is cancelled because the deadline has passed. */
	volatile boolean expired;

	/** How it goes, once there is something to tell of it. */
	@Nullable CallReport report;

	/** The caller has what it gets, a body apart. */
	boolean ended;

	/** A fallback gave the response. */
	boolean fellBack;

	/** A redirect was followed for it: what comes is not the answer to its own URI. */
	boolean redirected;

	/** What the last attempt meant, or null if none was judged since it was asked for. */
	@Nullable Verdict verdict;

	Exchange(ClientPlan plan, ClientRequest request, ExchangeFunction wire, ContextView context) {
		super(request);
		this.plan = plan;
		this.client = plan.client();
		this.wire = wire;
		this.options = CallOptions.of(request);
		this.startNanos = this.client.nanoTime();
		Duration own = this.options.deadline();
		Duration timeout = (own != null) ? own : plan.callTimeout();
		Long inherited = CallOptions.inheritedDeadlineNanos(context);
		if (inherited != null && (timeout == null || inherited - this.startNanos < timeout.toNanos())) {
			timeout = Duration.ofNanos(Math.max(0, inherited - this.startNanos));
		}
		this.timeout = timeout;
	}

	/**
	 * A call of our own, for nobody who waits: with the client's usual time, and nothing
	 * of whoever gave occasion to it but where to send it.
	 */
	private Exchange(Exchange occasion, ClientRequest request) {
		super(TraceFields.without(request));
		this.plan = occasion.plan;
		this.client = occasion.client;
		this.wire = occasion.wire;
		this.options = CallOptions.none();
		this.startNanos = this.client.nanoTime();
		this.timeout = this.plan.callTimeout();
	}

	/** A call of our own, in the background of this one. */
	Exchange background(ClientRequest request) {
		return new Exchange(this, request);
	}

	/**
	 * The call that {@code request} belongs to.
	 * @param request a request seen by a {@link ClientPlugin}, or one made from it
	 * @return the call, or null for a request that goes through no pipeline
	 */
	public static @Nullable Exchange of(ClientRequest request) {
		if (request instanceof Exchange exchange) {
			return exchange;
		}
		if (request instanceof ObservedRequest observed) {
			return observed.exchange();
		}
		return (Exchange) request.attributes().get(ATTRIBUTE);
	}

	static Exchange require(ClientRequest request) {
		Exchange exchange = of(request);
		if (exchange == null) {
			throw new IllegalStateException("The request for " + request.method() + " " + request.url().getPath()
					+ " has lost its call: a plugin built it anew instead of from the request it was given. Use ClientRequest.from(request).");
		}
		return exchange;
	}

	/**
	 * For connectors: a redirect is being followed for the call of a request.
	 * @param attributes those of the request that follows it
	 */
	public static void redirected(Map<String, Object> attributes) {
		if (attributes.get(ATTRIBUTE) instanceof Exchange exchange) {
			exchange.redirected = true;
		}
	}

	/** With the call among the attributes of what the connector sends. */
	@Override
	public Mono<Void> writeTo(ClientHttpRequest request, ExchangeStrategies strategies) {
		request.getAttributes().put(ATTRIBUTE, this);
		return super.writeTo(request, strategies);
	}

	@Override
	public Map<String, Object> attributes() {
		Map<String, Object> attributes = new HashMap<>(this.request.attributes());
		attributes.put(ATTRIBUTE, this);
		return attributes;
	}

	/**
	 * Name of the client.
	 */
	public String client() {
		return this.client.name();
	}

	/**
	 * Number of the attempt under way, from 1; 0 as long as there is none.
	 */
	public int attempt() {
		return this.attempt;
	}

	/**
	 * Time left for the call, with all that is still to come.
	 * @return zero if it is over, null if there is no limit
	 */
	public @Nullable Duration remaining() {
		return (this.timeout != null) ? Duration.ofNanos(Math.max(0, remainingNanos(this.client.nanoTime()))) : null;
	}

	/**
	 * The same in nanoseconds: {@link Long#MAX_VALUE} without a limit, not positive when
	 * it is over.
	 */
	long remainingNanos(long now) {
		return (this.timeout != null) ? this.timeout.toNanos() - (now - this.startNanos) : Long.MAX_VALUE;
	}

}
