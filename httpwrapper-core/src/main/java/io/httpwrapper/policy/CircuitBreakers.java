package io.httpwrapper.policy;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.httpwrapper.http.Origin;
import io.httpwrapper.http.RecentOrigins;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breakers of one client: a single one, named after the client, or one for
 * each host that the client calls. Thread-safe.
 *
 * <p>
 * The breaker of a host is named {@code host:port}, as {@link Origin#name()} says: a
 * server listens on a host and a port, and a server is what can fail.
 *
 * <p>
 * If there are more than {@code max-hosts}, the breaker whose last use is longest ago is
 * removed; closed ones are removed first. A host that is called again after that starts
 * with a closed circuit.
 */
public final class CircuitBreakers {

	private static final System.Logger logger = System.getLogger(CircuitBreakers.class.getName());

	private volatile CircuitBreakerSettings settings;

	private final CircuitBreakerFactory factory;

	private final Consumer<CircuitTransition> onTransition;

	private final @Nullable CircuitBreaker one;

	private final Map<String, Entry> hosts = new ConcurrentHashMap<>();

	private final AtomicLong uses = new AtomicLong();

	private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

	/** May hold entries that are evicted already. */
	private final RecentOrigins<Entry> recent = new RecentOrigins<>();

	/** Written when another host is called, not at each call. */
	private volatile @Nullable Entry latest;

	/**
	 * Makes the breakers of a client, hosts' breakers as they are asked for.
	 * @param client the client's name
	 * @param settings the limits of each breaker
	 * @param factory makes each breaker; when two threads meet a new host at once it may
	 * be asked twice, and one of the two is dropped unused
	 * @param onTransition told of each breaker's changes of state
	 */
	public CircuitBreakers(String client, CircuitBreakerSettings settings, CircuitBreakerFactory factory,
			Consumer<CircuitTransition> onTransition) {
		this.settings = settings;
		this.factory = factory;
		this.onTransition = onTransition;
		this.one = (settings.scope() == CircuitScope.CLIENT) ? factory.create(client, settings, onTransition) : null;
	}

	/**
	 * The breaker that an attempt must ask.
	 * @param url where the attempt goes
	 */
	public CircuitBreaker forHost(URI url) {
		if (this.one != null) {
			return this.one;
		}
		Entry entry = this.recent.get(url);
		if (entry == null || entry.evicted) {
			entry = lookUp(url);
		}
		if (entry != this.latest) {
			changeTo(entry);
		}
		return entry.breaker;
	}

	/**
	 * All breakers there are now, in no order.
	 */
	public List<CircuitBreaker> all() {
		return (this.one != null) ? List.of(this.one)
				: this.hosts.values().stream().map((entry) -> entry.breaker).toList();
	}

	/**
	 * The breaker of a name, if it is there now.
	 * @param name the client's name or {@code host:port}, as in
	 * {@link CircuitBreaker#name()}
	 */
	public Optional<CircuitBreaker> find(String name) {
		return all().stream().filter((breaker) -> breaker.name().equals(name)).findFirst();
	}

	/**
	 * Watches breakers come and go, those that are there already included.
	 * @param onCreated told of each breaker there is, and of each new one before its
	 * first use; of one made at this moment perhaps twice
	 * @param onEvicted told of each breaker that made room for another
	 */
	public void watch(Consumer<CircuitBreaker> onCreated, Consumer<CircuitBreaker> onEvicted) {
		this.watchers.add(new Watcher(onCreated, onEvicted));
		all().forEach(onCreated);
	}

	/** Whether all breakers that are there can go on with other limits. */
	public boolean areAdjustable() {
		return all().stream().allMatch(CircuitBreaker.Adjustable.class::isInstance);
	}

	/**
	 * Goes on with other limits, for all breakers from where they stand. A mode that
	 * differs from the one before is set for all; the same one leaves those alone that
	 * were given another by hand.
	 * @param settings of the same scope
	 */
	public void change(CircuitBreakerSettings settings) {
		CircuitMode before = this.settings.mode();
		this.settings = settings;
		all().forEach((breaker) -> change(breaker, settings, before));
	}

	private static void change(CircuitBreaker breaker, CircuitBreakerSettings settings, CircuitMode modeBefore) {
		if (breaker instanceof CircuitBreaker.Adjustable adjustable) {
			adjustable.change(settings);
		}
		if (settings.mode() != modeBefore) {
			breaker.mode(settings.mode());
		}
	}

	private Entry lookUp(URI url) {
		String name = Origin.of(url).name();
		Entry entry = this.hosts.get(name);
		if (entry == null) {
			entry = create(name);
		}
		this.recent.put(url, entry);
		return entry;
	}

	private void changeTo(Entry entry) {
		Entry before = this.latest;
		if (before != null) {
			before.lastUse = this.uses.incrementAndGet();
		}
		entry.lastUse = this.uses.incrementAndGet();
		this.latest = entry;
	}

	private Entry create(String name) {
		CircuitBreakerSettings settings = this.settings;
		Entry created = new Entry(name, this.factory.create(name, settings, this.onTransition));
		created.lastUse = this.uses.incrementAndGet();
		Entry other = this.hosts.putIfAbsent(name, created);
		if (other != null) {
			return other;
		}
		if (settings != this.settings) {
			// changed in between, by one who has not seen this breaker
			change(created.breaker, this.settings, settings.mode());
		}
		this.watchers.forEach((watcher) -> tell(watcher.onCreated, created.breaker));
		makeRoom(created)
			.forEach((evicted) -> this.watchers.forEach((watcher) -> tell(watcher.onEvicted, evicted.breaker)));
		return created;
	}

	/** A watcher that throws must not end the call that happens to come first. */
	private static void tell(Consumer<CircuitBreaker> watcher, CircuitBreaker breaker) {
		try {
			watcher.accept(breaker);
		}
		catch (RuntimeException | LinkageError ex) {
			logger.log(System.Logger.Level.WARNING, "A watcher failed on circuit " + breaker.name(), ex);
		}
	}

	// one at a time, or two that see one host too many would both remove one
	private synchronized List<Entry> makeRoom(Entry newest) {
		List<Entry> evicted = new ArrayList<>();
		Entry latest = this.latest;
		while (this.hosts.size() > this.settings.maxHosts()) {
			Entry oldest = oldest(newest, latest);
			oldest.evicted = true;
			this.hosts.remove(oldest.name, oldest);
			evicted.add(oldest);
		}
		return evicted;
	}

	private Entry oldest(Entry newest, @Nullable Entry latest) {
		Entry found = newest;
		boolean foundClosed = false;
		for (Entry entry : this.hosts.values()) {
			boolean closed = entry.breaker.snapshot().state() == CircuitState.CLOSED;
			if (entry == newest || (foundClosed && !closed)) {
				continue;
			}
			if (found == newest || (closed && !foundClosed) || use(entry, latest) < use(found, latest)) {
				found = entry;
				foundClosed = closed;
			}
		}
		return found;
	}

	/** The number of the latest entry is that of the first of its calls in a row. */
	private static long use(Entry entry, @Nullable Entry latest) {
		return (entry == latest) ? Long.MAX_VALUE : entry.lastUse;
	}

	/** A host's breaker. */
	private static final class Entry {

		private final String name;

		private final CircuitBreaker breaker;

		private volatile long lastUse;

		private volatile boolean evicted;

		private Entry(String name, CircuitBreaker breaker) {
			this.name = name;
			this.breaker = breaker;
		}

	}

	/** Is told of each new breaker and of each evicted one. */
	private record Watcher(Consumer<CircuitBreaker> onCreated, Consumer<CircuitBreaker> onEvicted) {

	}

}
