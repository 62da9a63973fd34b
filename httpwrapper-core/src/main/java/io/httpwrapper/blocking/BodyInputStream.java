package io.httpwrapper.blocking;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;

/**
 * The body of a response, read by one thread at a time. At most {@link #AHEAD} buffers
 * are fetched in advance, so that a remote that is faster than the reader has to wait.
 */
final class BodyInputStream extends InputStream implements CoreSubscriber<DataBuffer> {

	private static final int AHEAD = 8;

	private static final int REFILL = AHEAD / 2;

	/** Reading a longer rest costs more than a new connection. */
	private static final long MOST_DRAINED = 64 * 1024;

	private static final Duration LONGEST_DRAIN = Duration.ofMillis(100);

	private final Waiter waiter;

	private final Scheduler scheduler;

	private final AtomicReference<@Nullable Subscription> subscription = new AtomicReference<>();

	private final Queue<DataBuffer> fetched = new ConcurrentLinkedQueue<>();

	private final Disposable.Swap drainLimit = Disposables.swap();

	private volatile boolean ended;

	private volatile @Nullable Throwable error;

	private volatile boolean closed;

	/** Counted by the thread that brings the buffers. */
	private long drained;

	// used by the reader only
	private @Nullable DataBuffer current;

	private int taken;

	/**
	 * @param waiter lets the reader wait
	 * @param scheduler runs the time limit for reading an unwanted rest
	 */
	BodyInputStream(Waiter waiter, Scheduler scheduler) {
		this.waiter = waiter;
		this.scheduler = scheduler;
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		if (this.subscription.compareAndSet(null, subscription)) {
			subscription.request(AHEAD);
		}
		else {
			subscription.cancel();
		}
	}

	@Override
	public void onNext(DataBuffer buffer) {
		int length = buffer.readableByteCount();
		this.fetched.add(buffer);
		if (this.closed) {
			releaseFetched();
			this.drained += length;
			if (this.drained > MOST_DRAINED) {
				cancel();
			}
		}
		this.waiter.wake();
	}

	@Override
	public void onError(Throwable error) {
		this.error = error;
		onComplete();
	}

	@Override
	public void onComplete() {
		this.ended = true;
		this.drainLimit.dispose();
		this.waiter.wake();
	}

	@Override
	public int read() throws IOException {
		DataBuffer buffer = readable();
		return (buffer != null) ? buffer.read() & 0xFF : -1;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		Objects.checkFromIndexSize(offset, length, bytes.length);
		if (length == 0) {
			return 0;
		}
		DataBuffer buffer = readable();
		if (buffer == null) {
			return -1;
		}
		int count = Math.min(length, buffer.readableByteCount());
		buffer.read(bytes, offset, count);
		return count;
	}

	@Override
	public int available() {
		return (this.current != null) ? this.current.readableByteCount() : 0;
	}

	/**
	 * The next buffer with readable bytes, or null at the end. Waits for it.
	 */
	private @Nullable DataBuffer readable() throws IOException {
		while (this.current == null || this.current.readableByteCount() == 0) {
			if (this.closed) {
				throw new IOException("The response was closed");
			}
			releaseCurrent();
			this.current = next();
			if (this.current == null) {
				return null;
			}
		}
		return this.current;
	}

	private @Nullable DataBuffer next() throws IOException {
		try {
			this.waiter.await(() -> this.ended || !this.fetched.isEmpty());
		}
		catch (InterruptedException ex) {
			this.closed = true;
			cancel();
			releaseFetched();
			Thread.currentThread().interrupt();
			InterruptedIOException interruption = new InterruptedIOException(ex.getMessage());
			interruption.initCause(ex);
			throw interruption;
		}
		DataBuffer buffer = this.fetched.poll();
		if (buffer == null) {
			throwError();
			return null;
		}
		if (++this.taken == REFILL) {
			this.taken = 0;
			Objects.requireNonNull(this.subscription.get()).request(REFILL);
		}
		return buffer;
	}

	private void throwError() throws IOException {
		Throwable error = this.error;
		if (error instanceof IOException thrown) {
			throw thrown;
		}
		if (error != null) {
			throw new IOException(error.getMessage(), error);
		}
	}

	/**
	 * Discards the unread rest. Waits for a short rest, so that the connection can be
	 * reused and the call's permits are released when this returns. A long or slow rest
	 * is cancelled, which closes the connection.
	 */
	@Override
	public void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		releaseCurrent();
		releaseFetched();
		Subscription subscription = this.subscription.get();
		if (this.ended || subscription == null) {
			cancel();
			return;
		}
		this.drainLimit.update(this.scheduler.schedule(this::cancel, LONGEST_DRAIN.toMillis(), TimeUnit.MILLISECONDS));
		subscription.request(Long.MAX_VALUE);
		try {
			this.waiter.await(() -> this.ended);
		}
		catch (InterruptedException ex) {
			cancel();
			Thread.currentThread().interrupt();
		}
	}

	private void cancel() {
		Subscription subscription = this.subscription.getAndSet(Operators.cancelledSubscription());
		if (subscription != null) {
			subscription.cancel();
		}
		onComplete();
	}

	private void releaseCurrent() {
		DataBufferUtils.release(this.current);
		this.current = null;
	}

	/**
	 * Called by the reader, or by the thread that brings buffers after the reader has
	 * closed.
	 */
	private void releaseFetched() {
		for (DataBuffer buffer = this.fetched.poll(); buffer != null; buffer = this.fetched.poll()) {
			DataBufferUtils.release(buffer);
		}
	}

}
