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
 * Reads a body buffer by buffer until it ends or the limit is passed, then gives it out
 * again: what was read, followed by the rest, which is asked for at its reader's pace.
 */
final class HeldBody extends Flux<DataBuffer> implements CoreSubscriber<DataBuffer> {

	private final MonoSink<Flux<DataBuffer>> head;

	private final long limit;

	private final List<DataBuffer> held = new ArrayList<>();

	private long bytes;

	private boolean givenOut;

	private boolean over;

	private boolean complete;

	private @Nullable Throwable error;

	private final Operators.DeferredSubscription upstream = new Operators.DeferredSubscription();

	private @Nullable CoreSubscriber<? super DataBuffer> reader;

	HeldBody(MonoSink<Flux<DataBuffer>> head, long limit) {
		this.head = head;
		this.limit = limit;
	}

	@Override
	public Context currentContext() {
		CoreSubscriber<? super DataBuffer> reader = this.reader;
		return (reader != null) ? reader.currentContext() : Context.of(this.head.contextView());
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
			giveOut();
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
			giveOut();
		}
	}

	@Override
	public void onError(Throwable error) {
		CoreSubscriber<? super DataBuffer> reader;
		boolean givenOut;
		synchronized (this) {
			this.error = error;
			reader = this.reader;
			givenOut = this.givenOut;
		}
		if (reader != null) {
			reader.onError(error);
		}
		else if (!givenOut) {
			giveUp();
			this.head.error(error);
		}
	}

	/** After this the sink's disposal no longer concerns the body. */
	private void giveOut() {
		synchronized (this) {
			if (this.givenOut || this.over) {
				return;
			}
			this.givenOut = true;
		}
		// a reader who leaves while being given what was held never comes to the rest
		this.head.success(Flux.fromIterable(this.held).concatWith(this).doOnCancel(this.upstream::cancel));
	}

	/** The response broke, if the body was not given out. */
	void giveUp() {
		end(false);
	}

	/**
	 * Nobody wants the response any more. A sink that is cancelled hands nothing on: what
	 * is being given out to it just now has no reader either.
	 */
	void cancelled() {
		end(true);
	}

	private void end(boolean evenIfGivenOut) {
		synchronized (this) {
			if ((this.givenOut && !evenIfGivenOut) || this.over) {
				return;
			}
			this.over = true;
		}
		this.upstream.cancel();
		this.held.forEach(DataBufferUtils::release);
	}

	/** The rest of the body, after what was held. */
	@Override
	public void subscribe(CoreSubscriber<? super DataBuffer> actual) {
		boolean complete;
		Throwable error;
		synchronized (this) {
			complete = this.complete;
			error = this.error;
			if (!complete && error == null) {
				// before what follows, which may bring the next buffer at once
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
