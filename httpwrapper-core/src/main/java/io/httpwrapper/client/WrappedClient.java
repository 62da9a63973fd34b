package io.httpwrapper.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.httpwrapper.call.CallOptions;
import io.httpwrapper.call.ClientSnapshot;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.pipeline.call.ClientCore;
import io.httpwrapper.policy.CircuitBreaker;
import io.httpwrapper.policy.CircuitBreakers;
import io.httpwrapper.policy.RetryBudget;
import io.httpwrapper.settings.ClientSettings;
import io.httpwrapper.timing.TimeAndChance;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import reactor.core.Disposable;
import reactor.util.retry.Retry;

/**
 * One named client: its settings, its state, and the {@link #pipeline()} that uses both.
 * Thread-safe. Holds no connection and no thread.
 */
public final class WrappedClient {

	private final ClientCore core;

	private final ClientState state;

	private final CallFilter pipeline;

	private final @Nullable ResponseCache cache;

	private final List<Consumer<ClientSettings>> watchers = new CopyOnWriteArrayList<>();

	private volatile ClientPlan plan;

	WrappedClient(WrappedClientBuilder parts) {
		this.core = new ClientCore(parts.name, parts.time, parts.settings, parts.listeners, parts.calls);
		this.state = new ClientState(this.core, parts);
		this.plan = this.state.plan(parts.settings);
		this.pipeline = new CallFilter(this.core, () -> this.plan, ClientPlan::first);
		this.cache = this.state.responseCache();
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
		this.core.settings(settings);
		this.watchers.forEach((watcher) -> watcher.accept(settings));
		this.core.events().settingsChanged(origin, names);
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
		return this.core.name();
	}

	/**
	 * The settings in force for calls that begin now.
	 */
	public ClientSettings settings() {
		return this.core.settings();
	}

	/**
	 * The filter that makes a {@code WebClient} this client. To be added last: what is
	 * added after it is done once per attempt, unseen by the pipeline.
	 */
	public ExchangeFilterFunction pipeline() {
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
		return new ChainRetry(this.core, this.state.budget(), () -> this.plan, idempotent);
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
		return this.cache;
	}

	/**
	 * Adds a listener for a while; before and after that it costs nothing. An event that
	 * is under way when it goes may still reach it.
	 * @param listener told after those that the client was made with
	 * @return ends it when disposed of
	 */
	public Disposable listen(ClientEventListener listener) {
		return this.core.events().add(listener);
	}

	/**
	 * Where the client stands now.
	 */
	public ClientSnapshot snapshot() {
		ClientPlan.Kernels kernels = this.plan.kernels();
		RetryBudget budget = this.state.budget();
		return new ClientSnapshot(name(), this.core.counters().snapshot(),
				new ClientSnapshot.Budget(budget.balance(), budget.withdrawn(), budget.refused()),
				circuitBreakers().stream().map(CircuitBreaker::snapshot).toList(),
				(kernels.limits() != null) ? kernels.limits().snapshot() : null,
				(kernels.quotas() != null) ? kernels.quotas().snapshot() : null,
				(kernels.bulkhead() != null) ? kernels.bulkhead().snapshot() : null, this.state.cacheSnapshot());
	}

	ClientCore core() {
		return this.core;
	}

	ClientPlan plan() {
		return this.plan;
	}

	/**
	 * The client's time and chance.
	 */
	public TimeAndChance time() {
		return this.core.time();
	}

}
