package io.httpwrapper.pipeline.body;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Reads a body buffer by buffer until it ends or exceeds the limit. Then hands it on:
 * first the buffers that were read, then the rest at the reader's pace.
 */
final class HeldBody extends Flux<DataBuffer> implements CoreSubscriber<DataBuffer> {

	private final MonoSink<Flux<DataBuffer>> sink;

	private final long limit;

	private final List<DataBuffer> held = new ArrayList<>();

	private long bytes;

	private boolean handedOn;

	private boolean over;

	private boolean complete;

	private @Nullable Throwable error;

	private final Operators.DeferredSubscription upstream = new Operators.DeferredSubscription();

	private @Nullable CoreSubscriber<? super DataBuffer> reader;

	HeldBody(MonoSink<Flux<DataBuffer>> sink, long limit) {
		this.sink = sink;
		this.limit = limit;
	}

	@Override
	public Context currentContext() {
		CoreSubscriber<? super DataBuffer> reader = this.reader;
		return (reader != null) ? reader.currentContext() : Context.of(this.sink.contextView());
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		if (this.upstream.set(subscription)) {
			this.upstream.request(1);
		}
	}

	@Override
	public void onNext(DataBuffer buffer) {
		CoreSubscriber<? super DataBuffer> reader;
		synchronized (this) {
			reader = this.reader;
			if (reader == null && !this.over) {
				this.held.add(buffer);
				this.bytes += buffer.readableByteCount();
			}
			else if (reader == null) {
				DataBufferUtils.release(buffer);
				return;
			}
		}
		if (reader != null) {
			reader.onNext(buffer);
		}
		else if (this.bytes > this.limit) {
			handOn();
		}
		else {
			this.upstream.request(1);
		}
	}

	@Override
	public void onComplete() {
		CoreSubscriber<? super DataBuffer> reader;
		synchronized (this) {
			this.complete = true;
			reader = this.reader;
		}
		if (reader != null) {
			reader.onComplete();
		}
		else {
			handOn();
		}
	}

	@Override
	public void onError(Throwable error) {
		CoreSubscriber<? super DataBuffer> reader;
		boolean handedOn;
		synchronized (this) {
			this.error = error;
			reader = this.reader;
			handedOn = this.handedOn;
		}
		if (reader != null) {
			reader.onError(error);
		}
		else if (!handedOn) {
			giveUp();
			this.sink.error(error);
		}
	}

	/** After this, disposing the sink does not end the body. */
	private void handOn() {
		synchronized (this) {
			if (this.handedOn || this.over) {
				return;
			}
			this.handedOn = true;
		}
		// a reader that cancels during the held buffers never subscribes to the rest
		this.sink.success(Flux.fromIterable(this.held).concatWith(this).doOnCancel(this.upstream::cancel));
	}

	/** Discards the body, unless it was handed on. */
	void giveUp() {
		end(false);
	}

	/**
	 * The caller has cancelled. A cancelled sink hands nothing on, so a body that is
	 * being handed to it at this moment has no reader either.
	 */
	void cancelled() {
		end(true);
	}

	private void end(boolean evenIfHandedOn) {
		synchronized (this) {
			if ((this.handedOn && !evenIfHandedOn) || this.over) {
				return;
			}
			this.over = true;
		}
		this.upstream.cancel();
		this.held.forEach(DataBufferUtils::release);
	}

	/** The rest of the body, after the held buffers. */
	@Override
	public void subscribe(CoreSubscriber<? super DataBuffer> actual) {
		boolean complete;
		Throwable error;
		synchronized (this) {
			complete = this.complete;
			error = this.error;
			if (!complete && error == null) {
				// set first, because the next line may bring the next buffer at once
				this.reader = actual;
				actual.onSubscribe(this.upstream);
			}
		}
		if (error != null) {
			Operators.error(actual, error);
		}
		else if (complete) {
			Operators.complete(actual);
		}
	}

}
