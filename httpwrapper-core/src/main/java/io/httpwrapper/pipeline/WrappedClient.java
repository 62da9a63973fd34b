package io.httpwrapper.pipeline;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.policy.CircuitBreaker;
import io.httpwrapper.policy.CircuitBreakers;
import io.httpwrapper.policy.RetryBudget;
import io.httpwrapper.settings.ClientSettings;
import io.httpwrapper.timing.TimeAndChance;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.util.retry.Retry;

/**
 * One named client: its settings, its state, and the {@link #pipeline()} that uses both.
 * Thread-safe. Holds no connection and no thread.
 */
public final class WrappedClient {

	private final String name;

	private final TimeAndChance time;

	private final List<ClientPlugin> plugins;

	private final ClientEvents events;

	private final CallCounters counters = new CallCounters();

	private final List<Consumer<ClientSettings>> watchers = new CopyOnWriteArrayList<>();

	private final ClientPipeline pipeline;

	private final @Nullable ClientWire wire;

	private final ClientState state;

	private volatile ClientPlan plan;

	WrappedClient(WrappedClientBuilder parts) {
		this.name = parts.name;
		this.time = parts.time;
		this.wire = parts.wire;
		// last: what is signed is what is sent
		this.plugins = Stream
			.concat(parts.plugins.stream().filter((plugin) -> plugin.appliesTo(this.name)),
					Stream.ofNullable(AuthPlugin.of(this.name, parts.settings, parts.tokens, this.time)))
			.toList();
		this.events = new ClientEvents(this, parts.listeners, parts.calls, this.time.clock());
		this.state = new ClientState(this, parts);
		this.plan = this.state.plan(parts.settings);
		this.pipeline = new ClientPipeline(this);
	}

	/**
	 * Goes on with other settings. What the client has learnt and has under way stays:
	 * its circuits and what they have measured, the balance of its retry budget, places
	 * in use, tokens left, stored responses. Calls under way end with the settings that
	 * they began with, as far as limits are not shared with those that follow.
	 * <p>
	 * A circuit that is open stays so for the time that it was opened for; a window of
	 * another length starts empty. A bulkhead or a rate limit that is switched on knows
	 * nothing of what was sent before.
	 * @param settings checked as a whole; if they are refused, nothing has changed
	 * @throws io.httpwrapper.policy.InvalidSettingException if one of them differs that
	 * is fixed as long as the client exists: what connections, the store of responses and
	 * the counting of requests are made with, and whether there are circuit breakers and
	 * a cache at all. The same if an own {@link CircuitBreaker} or
	 * {@link io.httpwrapper.policy.RateLimiter} is not adjustable
	 */
	public void change(ClientSettings settings) {
		change(settings, "code", "");
	}

	/**
	 * The same, with what listeners are told of it.
	 * @param settings as above
	 * @param origin what the settings follow now, one of a few words
	 * @param names those that differ; no values, which may be secret
	 */
	public synchronized void change(ClientSettings settings, String origin, String names) {
		this.plan = this.state.change(this.plan.settings(), settings);
		this.watchers.forEach((watcher) -> watcher.accept(settings));
		this.events.settingsChanged(origin, names);
	}

	/**
	 * Tells of settings that are changed from now on, on the thread that changes them.
	 * @param onChanged told of the settings in force from then on; must not block or
	 * throw
	 */
	public void watchSettings(Consumer<ClientSettings> onChanged) {
		this.watchers.add(onChanged);
	}

	/**
	 * Starts to put a client together; all parts are optional.
	 * @param name the client's name, for messages, meters and the endpoint
	 * @param settings its settings
	 */
	public static WrappedClientBuilder named(String name, ClientSettings settings) {
		return new WrappedClientBuilder(name, settings);
	}

	/**
	 * The client's name.
	 */
	public String name() {
		return this.name;
	}

	/**
	 * The settings in force for calls that begin now.
	 */
	public ClientSettings settings() {
		return this.plan.settings();
	}

	/**
	 * The filter that makes a {@code WebClient} this client. To be added last: what is
	 * added after it is done once per attempt, unseen by the pipeline.
	 */
	public ClientPipeline pipeline() {
		return this.pipeline;
	}

	/**
	 * The client's retry policy and budget for {@code retryWhen} around a whole reactive
	 * chain, its body decoding included. For calls made with
	 * {@link CallOptions#noRetry()}, or each attempt of the chain will itself be
	 * repeated. The source must make its request anew each time that it is subscribed to,
	 * which {@code WebClient} does.
	 * @param idempotent whether the chain may be run twice although the first run may
	 * have had its effect; if not, only what was never sent is repeated
	 */
	public Retry retry(boolean idempotent) {
		return new ChainRetry(this, idempotent);
	}

	/**
	 * The client's circuit breakers that exist so far: one per host called, or one in
	 * all.
	 */
	public List<CircuitBreaker> circuitBreakers() {
		CircuitBreakers breakers = this.state.breakers();
		return (breakers != null) ? breakers.all() : List.of();
	}

	/**
	 * Tells of the circuit breakers that exist, of each that is made from now on, and of
	 * each that is given up because too many hosts are called.
	 */
	public void watchCircuits(Consumer<CircuitBreaker> onCreated, Consumer<CircuitBreaker> onEvicted) {
		CircuitBreakers breakers = this.state.breakers();
		if (breakers != null) {
			breakers.watch(onCreated, onEvicted);
		}
	}

	/**
	 * The client's response cache, or null if it has none.
	 */
	public @Nullable ResponseCache cache() {
		return this.plan.cache();
	}

	/**
	 * Adds a listener for a while; before and after that it costs nothing. An event that
	 * is under way when it goes may still reach it.
	 * @param listener told after those that the client was made with
	 * @return ends it when disposed of
	 */
	public Disposable listen(ClientEventListener listener) {
		return this.events.add(listener);
	}

	/**
	 * Where the client stands now.
	 */
	public ClientSnapshot snapshot() {
		ClientPlan plan = this.plan;
		RetryBudget budget = budget();
		return new ClientSnapshot(this.name, this.counters.snapshot(),
				new ClientSnapshot.Budget(budget.balance(), budget.withdrawn(), budget.refused()),
				circuitBreakers().stream().map(CircuitBreaker::snapshot).toList(),
				(plan.limits() != null) ? plan.limits().snapshot() : null,
				(plan.quotas() != null) ? plan.quotas().snapshot() : null,
				(plan.bulkhead() != null) ? plan.bulkhead().snapshot() : null,
				(plan.cache() != null) ? plan.cache().snapshot() : null);
	}

	long nanoTime() {
		return this.time.nanoTime().getAsLong();
	}

	InstantSource clock() {
		return this.time.clock();
	}

	/**
	 * The client's time and chance.
	 */
	public TimeAndChance time() {
		return this.time;
	}

	ClientPlan plan() {
		return this.plan;
	}

	RetryBudget budget() {
		return this.state.budget();
	}

	/** What requests are handed to instead of the connector, or null. */
	@Nullable ClientWire wire() {
		return this.wire;
	}

	List<ClientPlugin> plugins() {
		return this.plugins;
	}

	ClientEvents events() {
		return this.events;
	}

	CallCounters counters() {
		return this.counters;
	}

}
