package io.httpwrapper.pipeline.body;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * A response body that informs its {@link TrackedResponse} when it ends, before it
 * informs its reader. A deadline can end it from outside. Only the first reader is
 * tracked; a second reader gets what the delegate gives it.
 */
final class TrackedBody extends Flux<DataBuffer> {

	private final Flux<DataBuffer> source;

	private final TrackedResponse response;

	TrackedBody(Flux<DataBuffer> source, TrackedResponse response) {
		this.source = source;
		this.response = response;
	}

	@Override
	public void subscribe(CoreSubscriber<? super DataBuffer> actual) {
		if (this.response.isTaken()) {
			subscribeAgain(actual);
			return;
		}
		Reader reader = new Reader(actual, this.response);
		actual.onSubscribe(reader);
		if (this.response.claim(reader)) {
			this.source.subscribe(reader);
		}
		else if (reader.isOver()) {
			this.response.drop();
		}
		else {
			Throwable failure = this.response.failure();
			actual.onError((failure != null) ? failure
					: new IllegalStateException("The response body was given up or is being read already."));
		}
	}

	private void subscribeAgain(CoreSubscriber<? super DataBuffer> actual) {
		Throwable failure = this.response.failure();
		if (failure != null) {
			Operators.error(actual, failure);
		}
		else {
			this.source.subscribe(actual);
		}
	}

	/**
	 * Reactor's {@code DeferredSubscription} cannot be used here. While it passes on
	 * earlier demand, a cancel reaches the upstream only after the buffer has reached the
	 * reader. So permits would be released late.
	 */
	static final class Reader implements CoreSubscriber<DataBuffer>, Subscription {

		private static final AtomicReferenceFieldUpdater<Reader, @Nullable Subscription> UPSTREAM = AtomicReferenceFieldUpdater
			.newUpdater(Reader.class, Subscription.class, "upstream");

		private static final AtomicLongFieldUpdater<Reader> REQUESTED = AtomicLongFieldUpdater.newUpdater(Reader.class,
				"requested");

		private static final AtomicIntegerFieldUpdater<Reader> EMITTING = AtomicIntegerFieldUpdater
			.newUpdater(Reader.class, "emitting");

		private static final AtomicIntegerFieldUpdater<Reader> OVER = AtomicIntegerFieldUpdater.newUpdater(Reader.class,
				"over");

		private final CoreSubscriber<? super DataBuffer> actual;

		private final TrackedResponse response;

		private volatile @Nullable Subscription upstream;

		/** Demand from before there was an upstream. */
		private volatile long requested;

		/** More than 1: a failure waits until the current buffer is handed on. */
		private volatile int emitting;

		/** 1 after the first end: completion, error, cancel or failure from outside. */
		private volatile int over;

		/**
		 * Not volatile: for a body that is ended from outside, one buffer may be missing.
		 */
		private long bytes;

		Reader(CoreSubscriber<? super DataBuffer> actual, TrackedResponse response) {
			this.actual = actual;
			this.response = response;
		}

		@Override
		public Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			if (UPSTREAM.compareAndSet(this, null, subscription)) {
				requestDeferred(subscription);
			}
			else {
				subscription.cancel();
			}
		}

		@Override
		public void request(long n) {
			Subscription subscription = this.upstream;
			if (subscription != null) {
				subscription.request(n);
				return;
			}
			REQUESTED.accumulateAndGet(this, n, Operators::addCap);
			subscription = this.upstream;
			if (subscription != null) {
				requestDeferred(subscription);
			}
		}

		private void requestDeferred(Subscription subscription) {
			long deferred = REQUESTED.getAndSet(this, 0);
			if (deferred > 0) {
				subscription.request(deferred);
			}
		}

		@Override
		public void onNext(DataBuffer buffer) {
			if (!EMITTING.compareAndSet(this, 0, 1)) {
				DataBufferUtils.release(buffer);
				return;
			}
			this.bytes += buffer.readableByteCount();
			this.actual.onNext(buffer);
			if (EMITTING.decrementAndGet(this) != 0) {
				emitFailure();
			}
		}

		@Override
		public void onComplete() {
			if (end(null)) {
				this.actual.onComplete();
			}
		}

		@Override
		public void onError(Throwable error) {
			if (end(error)) {
				this.actual.onError(error);
			}
			else {
				Operators.onErrorDropped(error, currentContext());
			}
		}

		@Override
		public void cancel() {
			cancelUpstream();
			end(null);
		}

		/**
		 * Ends the body from outside, possibly on another thread than that of the
		 * buffers.
		 */
		void fail(Throwable error) {
			if (end(error)) {
				cancelUpstream();
				if (EMITTING.getAndIncrement(this) == 0) {
					emitFailure();
				}
			}
		}

		private void cancelUpstream() {
			Subscription subscription = UPSTREAM.getAndSet(this, Operators.cancelledSubscription());
			if (subscription != null) {
				subscription.cancel();
			}
		}

		private void emitFailure() {
			this.actual.onError(Objects.requireNonNull(this.response.failure()));
		}

		boolean isOver() {
			return this.over == 1;
		}

		private boolean end(@Nullable Throwable error) {
			if (OVER.compareAndSet(this, 0, 1)) {
				this.response.ended(this, error, this.bytes);
				return true;
			}
			return false;
		}

	}

}
