package io.httpwrapper.pipeline.call;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EventClockTests {

	private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

	private static final long START = Long.MAX_VALUE - 5;

	private final AtomicReference<Instant> wall = new AtomicReference<>(NOON);

	private final EventClock clock = new EventClock((InstantSource) this.wall::get, START);

	@Test
	void timeFollowsFromTheElapsedOneThoughItOverflows() {
		assertThat(this.clock.millis(START)).isEqualTo(NOON.toEpochMilli());
		assertThat(this.clock.millis(START + Duration.ofMillis(999).toNanos())).isEqualTo(NOON.toEpochMilli() + 999);
	}

	@Test
	void wallIsLookedAtOnceASecond() {
		this.wall.set(NOON.minusSeconds(60));

		long before = this.clock.millis(START + Duration.ofMillis(999).toNanos());
		long after = this.clock.millis(START + Duration.ofMillis(1000).toNanos());

		assertThat(before).isEqualTo(NOON.toEpochMilli() + 999);
		assertThat(after).isEqualTo(NOON.minusSeconds(60).toEpochMilli());
	}

	@Test
	void momentBeforeTheLastLookIsLookedUp() {
		this.wall.set(NOON.plusSeconds(5));

		assertThat(this.clock.millis(START - 1)).isEqualTo(NOON.plusSeconds(5).toEpochMilli());
	}

}
