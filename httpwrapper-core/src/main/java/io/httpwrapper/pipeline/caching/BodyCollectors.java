package io.httpwrapper.pipeline.caching;

import java.time.Duration;
import java.util.function.LongSupplier;

import io.httpwrapper.cache.StoreKey;
import io.httpwrapper.pipeline.body.BodyCollector;
import org.jspecify.annotations.Nullable;

/**
 * Decides which bodies are collected for the store, and how much of each. It uses the
 * declared length, and what earlier bodies under the same key have shown. Thread-safe.
 */
final class BodyCollectors {

	private final LongSupplier nanoTime;

	private final BodyCollector.Room room;

	/**
	 * Keys whose bodies had no declared length and were too long: they are not collected.
	 */
	private final RecentKeys tooLong = new RecentKeys(Duration.ofMinutes(1));

	/**
	 * Keys whose bodies had no declared length and were long, but could be stored: they
	 * are collected without the early limit.
	 */
	private final RecentKeys shortEnough = new RecentKeys(Duration.ofDays(1));

	/**
	 * @param room the most bytes that all bodies being collected may take
	 */
	BodyCollectors(long room, LongSupplier nanoTime) {
		this.room = new BodyCollector.Room(room);
		this.nanoTime = nanoTime;
	}

	/**
	 * Makes the collector of a body.
	 * @param longest the most bytes of one body
	 * @param declared its length as the response headers declare it, or -1
	 * @param awaited whether another call than the reader's waits for it
	 * @return null if it is too long, by its declared length or by what the last body has
	 * shown
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
