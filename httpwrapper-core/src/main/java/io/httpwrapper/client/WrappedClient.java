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
	 * Changes the settings. The client keeps its state: circuits and what they have
	 * measured, the balance of the retry budget, permits in use, tokens left, stored
	 * responses. Calls under way keep the settings that they began with, except for
	 * limits that they share with later calls.
	 * <p>
	 * An open circuit stays open for the time that it was opened for. A window of another
	 * length starts empty. A bulkhead or a rate limit that is switched on does not count
	 * requests that were sent while it was off.
	 * @param settings the new settings; they are checked as a whole, and if they are
	 * refused, nothing changes
	 * @throws io.httpwrapper.policy.InvalidSettingException if a setting differs that is
	 * fixed while the client exists: settings of the connections, of the response store
	 * and of how requests are counted, and whether the client has circuit breakers and a
	 * cache. Also if a {@link CircuitBreaker} or
	 * {@link io.httpwrapper.policy.RateLimiter} of the application is not adjustable
	 */
	public void change(ClientSettings settings) {
		change(settings, "code", "");
	}

	/**
	 * Changes the settings, and says what listeners are told about the change.
	 * @param settings the new settings, as above
	 * @param origin where the settings come from now, as one word of a small set
	 * @param names the names of the changed settings, without values, which may be secret
	 */
	public synchronized void change(ClientSettings settings, String origin, String names) {
		this.plan = this.state.change(this.plan.settings(), settings);
		this.core.settings(settings);
		this.watchers.forEach((watcher) -> watcher.accept(settings));
		this.core.events().settingsChanged(origin, names);
	}

	/**
	 * Reports each later change of the settings, on the thread that changes them.
	 * @param onChanged receives the new settings; must not block or throw
	 */
	public void watchSettings(Consumer<ClientSettings> onChanged) {
		this.watchers.add(onChanged);
	}

	/**
	 * Starts to build a client. All parts are optional.
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
	 * The settings for calls that begin now.
	 */
	public ClientSettings settings() {
		return this.core.settings();
	}

	/**
	 * The filter that makes a {@code WebClient} this client. Add it last: a filter that
	 * is added after it runs once per attempt, and the pipeline does not see what it
	 * does.
	 */
	public ExchangeFilterFunction pipeline() {
		return this.pipeline;
	}

	/**
	 * The client's retry policy and budget for {@code retryWhen} around a whole reactive
	 * chain, including the decoding of the body. Use {@link CallOptions#noRetry()} for
	 * the calls inside the chain; otherwise each attempt of the chain is itself repeated.
	 * The source must make a new request at each subscription, as {@code WebClient} does.
	 * @param idempotent whether the chain may run again although the first run may have
	 * had an effect; if false, only requests that were never sent are repeated
	 */
	public Retry retry(boolean idempotent) {
		return new ChainRetry(this.core, this.state.budget(), () -> this.plan, idempotent);
	}

	/**
	 * The client's circuit breakers that exist so far: one per called host, or one for
	 * all hosts.
	 */
	public List<CircuitBreaker> circuitBreakers() {
		CircuitBreakers breakers = this.state.breakers();
		return (breakers != null) ? breakers.all() : List.of();
	}

	/**
	 * Reports the circuit breakers that exist, each one that is created later, and each
	 * one that is removed because too many hosts are called.
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
	 * Adds a listener until it is removed again. A removed listener costs nothing, but an
	 * event that is being delivered during the removal may still reach it.
	 * @param listener called after the listeners that the client was built with
	 * @return removes the listener when disposed
	 */
	public Disposable listen(ClientEventListener listener) {
		return this.core.events().add(listener);
	}

	/**
	 * The current state of the client.
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
	 * The client's clocks, random numbers and schedulers.
	 */
	public TimeAndChance time() {
		return this.core.time();
	}

}
