package io.httpwrapper.blocking;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/**
 * The subscription of one attempt to the body. The connection requests buffers, and the
 * calling thread writes them.
 */
final class UploadLeg implements Subscription {

	private static final AtomicLongFieldUpdater<UploadLeg> DEMAND = AtomicLongFieldUpdater.newUpdater(UploadLeg.class,
			"demand");

	/** Heap memory, which need not be released. */
	private static final DataBufferFactory BUFFERS = DefaultDataBufferFactory.sharedInstance;

	private final CoreSubscriber<? super DataBuffer> subscriber;

	private final Waiter waiter;

	private volatile long demand;

	private volatile boolean cancelled;

	UploadLeg(CoreSubscriber<? super DataBuffer> subscriber, Waiter waiter) {
		this.subscriber = subscriber;
		this.waiter = waiter;
	}

	@Override
	public void request(long n) {
		Operators.addCap(DEMAND, this, n);
		this.waiter.wake();
	}

	@Override
	public void cancel() {
		this.cancelled = true;
		this.waiter.wake();
	}

	boolean isCancelled() {
		return this.cancelled;
	}

	boolean hasDemand() {
		return this.demand > 0;
	}

	/** Hands on requested bytes. From then on they belong to the receiver. */
	void send(byte[] bytes) {
		Operators.produced(DEMAND, this, 1);
		this.subscriber.onNext(BUFFERS.wrap(bytes));
	}

	void complete() {
		this.subscriber.onComplete();
	}

}
