package io.httpwrapper.pipeline;

import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

import io.httpwrapper.timing.TimeAndChance;
import org.jspecify.annotations.Nullable;

/**
 * The time during which a client answers from its cache because the remote does not: from
 * the first such answer to the next good response. Told when it begins and when it ends,
 * and not in between. Thread-safe.
 */
final class StaleSpell {

	private final ClientEvents events;

	private final TimeAndChance time;

	private final AtomicReference<@Nullable Spell> current = new AtomicReference<>();

	StaleSpell(ClientEvents events, TimeAndChance time) {
		this.events = events;
		this.time = time;
	}

	/** A stale answer was given instead of an error. */
	void served(String why) {
		Spell spell = this.current.get();
		if (spell == null) {
			spell = new Spell(this.time.nanoTime().getAsLong());
			if (this.current.compareAndSet(null, spell)) {
				this.events.staleStarted(why);
			}
		}
		spell.answers.increment();
	}

	/** The remote has given a good response. */
	void over() {
		Spell spell = this.current.get();
		if (spell != null && this.current.compareAndSet(spell, null)) {
			this.events.staleEnded(spell.answers.sum(), this.time.nanoTime().getAsLong() - spell.sinceNanos);
		}
	}

	boolean isOn() {
		return this.current.get() != null;
	}

	/** What went wrong, in a word. */
	static String why(Throwable error) {
		if (error instanceof CallRejectedException refusal) {
			return refusal.reason();
		}
		boolean timeout = error instanceof CallTimeoutException || error instanceof TimeoutException;
		return timeout ? "timeout" : "error";
	}

	private static final class Spell {

		private final long sinceNanos;

		private final LongAdder answers = new LongAdder();

		Spell(long sinceNanos) {
			this.sinceNanos = sinceNanos;
		}

	}

}
