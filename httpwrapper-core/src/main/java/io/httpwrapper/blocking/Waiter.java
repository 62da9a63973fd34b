package io.httpwrapper.blocking;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.NonBlocking;

/**
 * Lets the calling thread wait for event loops; one thread at a time. It has no lock, so
 * that an event loop that wakes the caller never waits itself.
 */
final class Waiter {

	private final String client;

	private volatile @Nullable Thread waiting;

	Waiter(String client) {
		this.client = client;
	}

	/**
	 * Waits until {@code condition} holds. Code that makes the condition true must call
	 * {@link #wake()} afterwards.
	 * @throws InterruptedException if the condition does not hold and the thread is
	 * interrupted, before or during the wait
	 * @throws IllegalStateException if the thread would have to wait and is an event loop
	 */
	void await(BooleanSupplier condition) throws InterruptedException {
		if (condition.getAsBoolean()) {
			return;
		}
		checkMayBlock();
		this.waiting = Thread.currentThread();
		try {
			while (!condition.getAsBoolean()) {
				if (Thread.interrupted()) {
					throw new InterruptedException("Interrupted while waiting for the remote of '" + this.client + "'");
				}
				LockSupport.park(this);
			}
		}
		finally {
			this.waiting = null;
		}
	}

	void wake() {
		Thread thread = this.waiting;
		if (thread != null) {
			LockSupport.unpark(thread);
		}
	}

	/**
	 * Fails if the thread is an event loop, which must not wait.
	 */
	void checkMayBlock() {
		Thread thread = Thread.currentThread();
		if (thread instanceof NonBlocking) {
			throw new IllegalStateException(
					"Client '" + this.client + "' was called through its RestClient on '" + thread.getName()
							+ "', an event loop, which must not wait. Use the client's WebClient there, or call it on"
							+ " Schedulers.boundedElastic().");
		}
	}

}
