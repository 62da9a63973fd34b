package io.httpwrapper.pipeline.body;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;

import io.httpwrapper.cache.StoredBody;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * A response body that is collected while its reader reads it. Normally the reader sets
 * the pace. When other calls wait for the complete body ({@link #pull()}), it is read on
 * even if the reader is slow, has cancelled or never subscribes. Buffers that the reader
 * has not requested yet are queued. The queue never holds more than can be stored. When
 * the body turns out to be too long, only the reader's demand counts.
 */
public final class BodyTee extends Flux<DataBuffer> implements CoreSubscriber<DataBuffer>, Subscription {

	private final Flux<DataBuffer> source;

	private final BodyCollector collector;

	private final TeeListener listener;

	private final Queue<DataBuffer> queue = new ArrayDeque<>();

	private @Nullable CoreSubscriber<? super DataBuffer> reader;

	/** Keeps the demand until the source is known. */
	private final Operators.DeferredSubscription upstream = new Operators.DeferredSubscription();

	private boolean connected;

	/** Whether other calls than the reader's wait for the body. */
	private boolean pulled;

	private boolean readerGone;

	/** How many buffers the reader has requested and not yet received. */
	private long demand;

	/** How many buffers were requested from the source and have not arrived. */
	private long outstanding;

	private boolean done;

	private @Nullable Throwable error;

	private boolean draining;

	private boolean told;

	private boolean over;

	public BodyTee(Flux<DataBuffer> source, BodyCollector collector, TeeListener listener) {
		this.source = source;
		this.collector = collector;
		this.listener = listener;
	}

	@Override
	public void subscribe(CoreSubscriber<? super DataBuffer> actual) {
		boolean connect;
		synchronized (this) {
			if (this.reader != null) {
				Operators.error(actual, new IllegalStateException("The response body is being read already."));
				return;
			}
			this.reader = actual;
			connect = !this.connected;
			this.connected = true;
		}
		actual.onSubscribe(this);
		if (connect) {
			this.source.subscribe(this);
		}
		drain();
	}

	/** There will be no reader. Must be called before {@link #pull()}. */
	public synchronized void withoutReader() {
		this.readerGone = true;
	}

	/** Other calls wait for the body, so it does not end when its reader cancels. */
	public synchronized void awaited() {
		this.pulled = true;
		this.collector.awaited();
	}

	/**
	 * Reads the body on for the waiters, as long as it is short enough to be stored.
	 */
	public void pull() {
		boolean connect;
		long more;
		synchronized (this) {
			awaited();
			connect = !this.connected;
			this.connected = true;
			more = pullMore();
		}
		if (connect) {
			this.source.subscribe(this);
		}
		ask(more);
	}

	/** Only the reader still waits for the body. */
	public void stopPulling() {
		boolean cancel;
		synchronized (this) {
			this.pulled = false;
			cancel = this.readerGone;
		}
		if (cancel) {
			giveUp();
		}
	}

	/**
	 * Requests one buffer after the other, so that a body that is too long is not read
	 * further.
	 */
	private long pullMore() {
		if (this.pulled && !this.done && this.outstanding == 0 && this.collector.isCollecting()) {
			this.outstanding = 1;
			return 1;
		}
		return 0;
	}

	@Override
	public Context currentContext() {
		CoreSubscriber<? super DataBuffer> reader = this.reader;
		return (reader != null) ? reader.currentContext() : Context.empty();
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.upstream.set(subscription);
	}

	@Override
	public void request(long n) {
		if (!Operators.validate(n)) {
			return;
		}
		long more;
		synchronized (this) {
			this.demand = Operators.addCap(this.demand, n);
			// buffers that are queued or requested count too
			more = (this.demand == Long.MAX_VALUE) ? Long.MAX_VALUE
					: this.demand - this.queue.size() - this.outstanding;
			more = (this.outstanding == Long.MAX_VALUE) ? 0 : Math.max(0, more);
			this.outstanding = Operators.addCap(this.outstanding, more);
		}
		ask(more);
		drain();
	}

	private void ask(long more) {
		if (more > 0) {
			this.upstream.request(more);
		}
	}

	@Override
	public void onNext(DataBuffer buffer) {
		boolean refused;
		boolean dropped;
		long more;
		synchronized (this) {
			if (this.outstanding != Long.MAX_VALUE) {
				this.outstanding--;
			}
			boolean before = this.collector.isCollecting();
			refused = !this.over && !this.collector.add(buffer) && before;
			dropped = this.over || this.readerGone;
			if (!dropped) {
				this.queue.add(buffer);
			}
			more = pullMore();
		}
		if (dropped) {
			DataBufferUtils.release(buffer);
		}
		else {
			drain();
		}
		if (refused) {
			refused();
		}
		ask(more);
	}

	@Override
	public void onComplete() {
		StoredBody body;
		synchronized (this) {
			this.done = true;
			body = this.over ? null : this.collector.complete();
		}
		if (body != null) {
			tell(() -> this.listener.bodyCollected(body));
		}
		else {
			refused();
		}
		drain();
		this.listener.bodyPassed();
	}

	@Override
	public void onError(Throwable error) {
		synchronized (this) {
			this.done = true;
			this.error = error;
			this.collector.discard();
		}
		drain();
		lost(error);
	}

	/** The reader cancels. */
	@Override
	public void cancel() {
		boolean giveUp;
		synchronized (this) {
			this.readerGone = true;
			giveUp = !this.pulled || !this.collector.isCollecting();
		}
		releaseQueue();
		if (giveUp) {
			giveUp();
		}
	}

	/** Nobody needs the body any more. */
	private void giveUp() {
		synchronized (this) {
			if (this.over || this.done) {
				return;
			}
			this.over = true;
			this.collector.discard();
		}
		this.upstream.cancel();
		releaseQueue();
		lost(null);
	}

	private void releaseQueue() {
		List<DataBuffer> left;
		synchronized (this) {
			left = List.copyOf(this.queue);
			this.queue.clear();
		}
		left.forEach(DataBufferUtils::release);
	}

	private void refused() {
		boolean undecided;
		synchronized (this) {
			undecided = this.collector.isUndecided();
		}
		notCollected(() -> this.listener.bodyRefused(undecided));
	}

	private void lost(@Nullable Throwable error) {
		notCollected(() -> this.listener.bodyLost(error));
	}

	private void notCollected(Runnable outcome) {
		boolean nobody;
		synchronized (this) {
			this.collector.discard();
			this.pulled = false;
			nobody = this.readerGone;
		}
		tell(outcome);
		if (nobody) {
			giveUp();
		}
	}

	private void tell(Runnable outcome) {
		synchronized (this) {
			if (this.told) {
				return;
			}
			this.told = true;
		}
		outcome.run();
	}

	/**
	 * Hands on the buffers that the reader has requested. If another thread is doing this
	 * already, that thread does this work too.
	 */
	private void drain() {
		CoreSubscriber<? super DataBuffer> reader;
		synchronized (this) {
			if (this.draining || this.reader == null || this.readerGone) {
				return;
			}
			this.draining = true;
			reader = this.reader;
		}
		DataBuffer buffer = nextDemanded();
		while (buffer != null) {
			reader.onNext(buffer);
			buffer = nextDemanded();
		}
	}

	/**
	 * The next buffer to hand on. If there is none, returns null and ends the draining.
	 */
	private @Nullable DataBuffer nextDemanded() {
		CoreSubscriber<? super DataBuffer> ended;
		Throwable error;
		synchronized (this) {
			if (!this.readerGone && this.demand > 0 && !this.queue.isEmpty()) {
				this.demand = (this.demand == Long.MAX_VALUE) ? this.demand : this.demand - 1;
				return this.queue.remove();
			}
			this.draining = false;
			if (this.readerGone || !this.done || !this.queue.isEmpty()) {
				return null;
			}
			this.readerGone = true;
			ended = Objects.requireNonNull(this.reader);
			error = this.error;
		}
		if (error != null) {
			ended.onError(error);
		}
		else {
			ended.onComplete();
		}
		return null;
	}

}
