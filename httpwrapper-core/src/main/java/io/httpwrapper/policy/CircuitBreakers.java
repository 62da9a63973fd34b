package io.httpwrapper.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The circuit breakers of one client: one in all, named after the client, or one for each
 * host that it calls. Thread-safe.
 *
 * <p>
 * A host's breaker is named {@code host:port}, the port always included, since that is
 * what can fail: {@code http} and {@code https} of one host listen on different ports,
 * two schemes on one port are one server. Host names are compared as they are in DNS,
 * without case.
 *
 * <p>
 * When there are more than {@code max-hosts}, the breaker used longest ago goes, if there
 * is one a closed one. Its host starts with a closed circuit when called again.
 */
public final class CircuitBreakers {

	private static final System.Logger logger = System.getLogger(CircuitBreakers.class.getName());

	private static final int NO_PORT = -1;

	private volatile CircuitBreakerSettings settings;

	private final CircuitBreakerFactory factory;

	private final Consumer<CircuitTransition> onTransition;

	private final @Nullable CircuitBreaker one;

	private final Map<String, Entry> hosts = new ConcurrentHashMap<>();

	private final AtomicLong uses = new AtomicLong();

	private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

	// most clients call one host: found without a look-up, an allocation or a write
	private volatile @Nullable Latest latest;

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
	 * The breaker that an attempt to a host must ask.
	 * @param scheme the scheme of the request
	 * @param host its host
	 * @param port its port, or -1 for the scheme's own
	 */
	public CircuitBreaker forHost(String scheme, String host, int port) {
		if (this.one != null) {
			return this.one;
		}
		Latest latest = this.latest;
		if (latest != null && latest.is(scheme, host, port)) {
			return latest.entry.breaker;
		}
		return lookUp(scheme, host, port, latest);
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

	private CircuitBreaker lookUp(String scheme, String host, int port, @Nullable Latest before) {
		String name = name(scheme, host, port);
		Entry entry = this.hosts.get(name);
		if (entry == null) {
			entry = create(name);
		}
		if (before != null) {
			before.entry.lastUse = this.uses.incrementAndGet();
		}
		entry.lastUse = this.uses.incrementAndGet();
		this.latest = new Latest(scheme, host, port, entry);
		return entry.breaker;
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
		Latest latest = this.latest;
		while (this.hosts.size() > this.settings.maxHosts()) {
			Entry oldest = oldest(newest, (latest != null) ? latest.entry : null);
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

	/** The latest entry's own number is that of its first use in a row. */
	private static long use(Entry entry, @Nullable Entry latest) {
		return (entry == latest) ? Long.MAX_VALUE : entry.lastUse;
	}

	private static String name(String scheme, String host, int port) {
		int effective = (port != NO_PORT) ? port : defaultPort(scheme);
		String lower = host.toLowerCase(Locale.ROOT);
		return (effective != NO_PORT) ? lower + ":" + effective : lower;
	}

	private static int defaultPort(String scheme) {
		return switch (scheme.toLowerCase(Locale.ROOT)) {
			case "https", "wss" -> 443;
			case "http", "ws" -> 80;
			default -> NO_PORT;
		};
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

	/** What was asked for last, in the caller's own words. */
	private record Latest(String scheme, String host, int port, Entry entry) {

		private boolean is(String scheme, String host, int port) {
			return this.port == port && this.host.equals(host) && this.scheme.equals(scheme) && !this.entry.evicted;
		}

	}

	/** Who wants to hear of breakers that come and go. */
	private record Watcher(Consumer<CircuitBreaker> onCreated, Consumer<CircuitBreaker> onEvicted) {

	}

}
