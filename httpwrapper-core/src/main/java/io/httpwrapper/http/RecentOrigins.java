package io.httpwrapper.http;

import java.net.URI;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Remembers one value for each of the last {@value #SLOTS} origins, to spare the hot path
 * a map look-up and new strings. A hit allocates nothing and writes nothing.
 *
 * <p>
 * It may forget any value at any time, and one origin that is written in two ways has two
 * entries. Whoever uses it must be able to make or find the value again. Thread-safe:
 * entries are immutable and their fields final, so a race between threads costs an entry
 * at most.
 *
 * @param <V> the type of the values
 */
public final class RecentOrigins<V> {

	/** A power of two. */
	static final int SLOTS = 32;

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private final @Nullable Entry<V>[] slots = new @Nullable Entry[SLOTS];

	/**
	 * The value that was put for the origin of this URI, or null.
	 */
	public @Nullable V get(URI uri) {
		Entry<V> entry = this.slots[slot(uri)];
		if (entry != null && entry.isOf(uri)) {
			return entry.value;
		}
		return search(uri);
	}

	/** Kept apart, so that the usual way is short enough to be inlined. */
	private @Nullable V search(URI uri) {
		int home = slot(uri);
		for (int i = 1; i < SLOTS; i++) {
			Entry<V> entry = this.slots[(home + i) & (SLOTS - 1)];
			if (entry == null) {
				return null;
			}
			if (entry.isOf(uri)) {
				return entry.value;
			}
		}
		return null;
	}

	/**
	 * Remembers a value, in place of the one before for this origin. If all slots are
	 * taken, another origin is forgotten.
	 */
	public void put(URI uri, V value) {
		int home = slot(uri);
		int chosen = home;
		for (int i = 0; i < SLOTS; i++) {
			int slot = (home + i) & (SLOTS - 1);
			Entry<V> entry = this.slots[slot];
			if (entry == null || entry.isOf(uri)) {
				chosen = slot;
				break;
			}
		}
		this.slots[chosen] = new Entry<>(uri.getScheme(), host(uri), uri.getPort(), value);
	}

	private static int slot(URI uri) {
		String host = host(uri);
		int hash = ((host != null) ? host.hashCode() : 0) + uri.getPort();
		return (hash ^ (hash >>> 16)) & (SLOTS - 1);
	}

	/** The whole authority where Java knows no host: nothing is cut out of it. */
	private static @Nullable String host(URI uri) {
		return (uri.getHost() != null) ? uri.getHost() : uri.getRawAuthority();
	}

	/** What was put, by the URI's own words. */
	private record Entry<V>(@Nullable String scheme, @Nullable String host, int port, V value) {

		private boolean isOf(URI uri) {
			return this.port == uri.getPort() && Objects.equals(this.host, RecentOrigins.host(uri))
					&& Objects.equals(this.scheme, uri.getScheme());
		}

	}

}
