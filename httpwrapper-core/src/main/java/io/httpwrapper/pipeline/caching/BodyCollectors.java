package io.httpwrapper.pipeline.caching;

import java.time.Duration;
import java.util.function.LongSupplier;

import io.httpwrapper.cache.StoreKey;
import io.httpwrapper.pipeline.body.BodyCollector;
import org.jspecify.annotations.Nullable;

/**
 * Which bodies are collected for the store, and how much of each, as far as their heads
 * tell or those before them have taught. Thread-safe.
 */
final class BodyCollectors {

	private final LongSupplier nanoTime;

	private final BodyCollector.Room room;

	/** Of undeclared length, and too long: not collected in vain. */
	private final RecentKeys tooLong = new RecentKeys(Duration.ofMinutes(1));

	/** Of undeclared length, long, and stored all the same: need no first look. */
	private final RecentKeys shortEnough = new RecentKeys(Duration.ofDays(1));

	/**
	 * @param room most bytes of all bodies that are being collected
	 */
	BodyCollectors(long room, LongSupplier nanoTime) {
		this.room = new BodyCollector.Room(room);
		this.nanoTime = nanoTime;
	}

	/**
	 * What collects a body for the store.
	 * @param longest most bytes of one body
	 * @param declared its length as its head says, or -1
	 * @param awaited whether another call than its reader waits for it
	 * @return null if it is too long, as far as its head or the last one tells
	 */
	@Nullable BodyCollector collector(StoreKey key, long longest, long declared, boolean awaited) {
		if (declared > longest || (declared < 0 && this.tooLong.contains(key, now()))) {
			return null;
		}
		BodyCollector collector = new BodyCollector(longest, declared, this.room, (tooLong) -> measured(key, tooLong));
		boolean known = declared >= 0 || awaited || this.shortEnough.contains(key, now());
		return known ? collector : collector.withFirstLook();
	}

	private void measured(StoreKey key, boolean tooLong) {
		if (tooLong) {
			this.tooLong.add(key, now());
			this.shortEnough.remove(key);
		}
		else {
			this.shortEnough.add(key, now());
		}
	}

	private long now() {
		return this.nanoTime.getAsLong();
	}

	/** Bytes that are being collected now. */
	long taken() {
		return this.room.taken();
	}

}
