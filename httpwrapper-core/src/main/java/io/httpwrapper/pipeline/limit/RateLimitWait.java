package io.httpwrapper.pipeline.limit;

import java.util.concurrent.CompletionStage;

import io.httpwrapper.pipeline.call.AttemptRequest;
import io.httpwrapper.policy.RateLimitAnswer;
import org.jspecify.annotations.Nullable;

/**
 * One request that waits, first for the limiter's answer, then for its token. When it is
 * cancelled, it returns the token that it got, also if that comes later.
 */
final class RateLimitWait extends GuardWait {

	private enum State {

		/** Not started. */
		NEW,

		/** Waits for the answer. */
		ASKING,

		/** Waits for the token. */
		QUEUED,

		/** Cancelled or answered. */
		OVER

	}

	private final RateLimitGuard guard;

	private final String key;

	private final CompletionStage<RateLimitAnswer> stage;

	/** Guarded by this. */
	private State state = State.NEW;

	RateLimitWait(RateLimitGuard guard, AttemptRequest attempt, String key, CompletionStage<RateLimitAnswer> stage,
			long startNanos) {
		super(attempt, startNanos);
		this.guard = guard;
		this.key = key;
		this.stage = stage;
	}

	String key() {
		return this.key;
	}

	@Override
	void start() {
		if (move(State.NEW, State.ASKING)) {
			this.stage.whenComplete(this::answered);
		}
	}

	private void answered(@Nullable RateLimitAnswer answer, @Nullable Throwable error) {
		if (answer != null && answer.granted() && answer.nanos() > 0) {
			reserved(answer.nanos());
		}
		else if (move(State.ASKING, State.OVER)) {
			goOn(this.guard.admission(this.attempt, this.key, answer, error, this.startNanos));
		}
		else if (answer != null && answer.granted()) {
			this.guard.giveBack(this.key);
		}
	}

	private void reserved(long nanos) {
		long dueNanos = this.guard.nanoTime() + nanos;
		RateLimitQueue queue = this.guard.queue();
		if (!move(State.ASKING, State.QUEUED)) {
			queue.giveBack(this.key, dueNanos);
		}
		else if (!queue.add(this, dueNanos)) {
			queue.giveBack(this.key, dueNanos);
			if (move(State.QUEUED, State.OVER)) {
				goOn(this.guard.full(this.attempt, nanos));
			}
		}
		else if (is(State.OVER)) {
			// cancelled before it was in the queue
			queue.remove(this);
		}
	}

	/** The token may be used now. */
	void admit() {
		if (move(State.QUEUED, State.OVER)) {
			goOn(this.guard.waited(this.attempt, this.key, this.startNanos));
		}
		else {
			this.guard.giveBack(this.key);
		}
	}

	@Override
	public void cancel() {
		if (move(State.NEW, State.OVER)) {
			this.stage.whenComplete(this::answered);
		}
		else if (move(State.QUEUED, State.OVER)) {
			this.guard.queue().remove(this);
		}
		else {
			move(State.ASKING, State.OVER);
		}
	}

	private synchronized boolean move(State from, State to) {
		boolean moved = this.state == from;
		if (moved) {
			this.state = to;
		}
		return moved;
	}

	private synchronized boolean is(State state) {
		return this.state == state;
	}

}
